-- How far the steps of a run may go: the reach of whoever deployed its version, or tried, and what the flow
-- is permitted. A run without a version that is no try has no deployer, and reaches nothing but its own flow.
create or replace function reflux_private.scope_of_run(
  run_id bigint, out flow reflux.flows, out reach bigint[], out permit reflux.flow_permits)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare v_run reflux.runs;
begin
  select * into v_run from reflux.runs r where r.id = scope_of_run.run_id;
  if v_run.id is null then
    perform reflux_private.fail('RFN02', format('no run %s', run_id));
  end if;
  select * into flow from reflux.flows f where f.id = v_run.flow_id;
  select * into permit from reflux.flow_permits p where p.flow_id = v_run.flow_id;
  reach := v_run.reach;
  if v_run.version_id is not null then
    select v.reach into reach from reflux.flow_versions v where v.id = v_run.version_id;
  end if;
end $$;

comment on function reflux_private.scope_of_run is
  'The flow of a run, the reach of its version or of its try, and what the flow is permitted.';
