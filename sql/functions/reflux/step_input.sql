-- What a step was, or would be, given: derived from the outputs before it exactly as the engine derives it,
-- or what a person put in its place. Null for a step that has not been reached.
create or replace function reflux.step_input(run_id bigint, step text, scope text default '')
returns jsonb language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_run reflux.runs;
  v_place reflux.graph_steps;
begin
  select * into v_run from reflux.runs r where r.id = step_input.run_id;
  if v_run.id is null or not reflux_private.sees_flow(v_run.flow_id) then
    perform reflux_private.fail('RFN02', format('no run %s', step_input.run_id), null, 'See reflux.runs.');
  end if;
  v_place := reflux_private.find_step(v_run.graph_id, step);
  return (
    select l.input
    from reflux_private.leased_steps(array[
      reflux_private.handed(
          run_id => v_run.id,
          idx => v_place.idx,
          scope => step_input.scope,
          attempt => 0,
          graph_id => v_run.graph_id)]) l);
end $$;

comment on function reflux.step_input is
  'The input of a step, derived as the engine derives it; null before it is reached. Errors: RFN02, RFN03.';
