-- Ends the scopes that steps left open when they ended themselves: what is unfinished in them is cancelled. A
-- step that somebody else holds this moment (a worker that takes it) is left to the sweeper, by a row of
-- reflux_private.raced_runs. The caller holds the runs.
create or replace function reflux_private.break_scopes(owners reflux_private.step_ref[])
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare v_open reflux_private.step_ref[];
begin
  select array_agg(row(c.run_id, c.idx, c.scope)::reflux_private.step_ref) into v_open
  from unnest(owners) o
  join reflux.scopes c on c.run_id = o.run_id and c.idx = o.idx and c.parent = o.scope
  where c.finished_at is null;
  if v_open is null then
    return;
  end if;
  perform reflux_private.drop_steps(
    array(select distinct o.run_id from unnest(v_open) o),
    'the step that had opened its scope ended',
    patient => false,
    within => v_open);
  insert into reflux_private.raced_runs (run_id)
  select distinct s.run_id
  from reflux.steps s
  where s.run_id in (select o.run_id from unnest(v_open) o) and s.finished_at is null
    and reflux_private.is_within(s.run_id, s.scope, v_open)
  on conflict do nothing;
  update reflux.steps s
  set scopes_ended = s.scopes_opened
  from unnest(owners) o
  where s.run_id = o.run_id and s.idx = o.idx and s.scope = o.scope;
end $$;

comment on function reflux_private.break_scopes is
  'Cancels what is left in the scopes of steps that ended.';
