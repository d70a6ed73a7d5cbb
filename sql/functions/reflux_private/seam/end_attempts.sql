-- Writes ends into reflux.attempts: the one way there, but for outcomes of workers, which the hot path adds
-- in the statement that records them. Who must act in the commit of an end stands behind both: a trigger on
-- the table, for each statement.
create or replace function reflux_private.end_attempts(ends reflux_private.ended[])
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
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
end $$;

comment on function reflux_private.end_attempts is 'Writes how attempts and waits ended.';
