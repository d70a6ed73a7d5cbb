-- Writes ends into reflux.attempts: the one way there, but for outcomes of workers, which the hot path adds
-- in the statement that records them. Who must act in the commit of an end stands behind both: a trigger on
-- the table, for each statement. A step that ends takes the scopes with it that it left open.
create or replace function reflux_private.end_attempts(ends reflux_private.ended[])
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare v_broken reflux_private.step_ref[];
begin
  insert into reflux.attempts (
    run_id, idx, scope, attempt, graph_id, outcome, wait, state, worker_id, ready_at, started_at, finished_at,
    error)
  select
    e.run_id,
    e.idx,
    e.scope,
    e.attempt,
    e.graph_id,
    e.outcome,
    e.wait,
    e.state,
    e.worker_id,
    e.ready_at,
    e.started_at,
    reflux_private.clock(),
    e.error
  from unnest(ends) e;

  select array_agg(row(s.run_id, s.idx, s.scope)::reflux_private.step_ref) into v_broken
  from unnest(ends) e
  join reflux.steps s on s.run_id = e.run_id and s.idx = e.idx and s.scope = e.scope
  where e.state in ('succeeded', 'failed') and s.scopes_opened > s.scopes_ended;
  if v_broken is not null then
    perform reflux_private.break_scopes(v_broken);
  end if;
end $$;

comment on function reflux_private.end_attempts is 'Writes how attempts and waits ended.';
