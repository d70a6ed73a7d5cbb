-- What a step returned, whole, wherever it is kept. A page shows the
-- preview and asks for this when somebody wants it.
create or replace function reflux.step_output(run_id bigint, step text, scope text default '')
returns jsonb language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_run reflux.runs;
  v_place reflux.graph_steps;
begin
  select * into v_run from reflux.runs r where r.id = step_output.run_id;
  if v_run.id is null or not reflux_private.sees_flow(v_run.flow_id) then
    perform reflux_private.fail('RFN02', format('no run %s', step_output.run_id), null, 'See reflux.runs.');
  end if;
  v_place := reflux_private.find_step(v_run.graph_id, step);
  return (
    select coalesce(s.output, o.body)
    from reflux.steps s
    left join reflux.outputs o on o.hash = s.output_hash
    where s.run_id = v_run.id and s.idx = v_place.idx and s.scope = step_output.scope);
end $$;

comment on function reflux.step_output is
  'The whole output of a step, however large; null where it has none. Errors: RFN02, RFN03.';
