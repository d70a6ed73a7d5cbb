-- What re-driving a step would run again, and what of it acts on the outside world: the step, everything
-- below it that has been reached, and what is in scopes that would be dropped. Reads only; the walk of
-- reset_steps.
create or replace function reflux.redrive_preview(run_id bigint, step text, scope text default '')
returns table (key text, node text, effects text, state reflux.step_state, attempts int)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare v_run reflux.runs; v_place reflux.graph_steps;
begin
  select * into v_run from reflux.runs r where r.id = redrive_preview.run_id;
  if v_run.id is null or not reflux_private.sees_flow(v_run.flow_id) then
    perform reflux_private.fail('RFN02',
      format('no run %s', redrive_preview.run_id), null, 'See reflux.runs.');
  end if;
  v_place := reflux_private.find_step(v_run.graph_id, redrive_preview.step);
  return query
    select g.key, n.name || '@' || n.version, n.effects, s.state, s.attempt
    from reflux_private.touched_steps(
      v_run,
      array[row(v_run.id, v_place.idx, redrive_preview.scope)::reflux_private.step_ref],
      true) t
    join reflux.graph_steps g on g.graph_id = v_run.graph_id and g.idx = t.idx
    join reflux.nodes n on n.id = g.node_id
    join reflux.steps s on s.run_id = v_run.id and s.idx = t.idx and s.scope = t.scope
    order by g.rank, t.scope;
end $$;

comment on function reflux.redrive_preview is
  'The steps that re-driving a step would run again, with their effects. Errors: RFN02, RFN03.';
