-- Starts a run of a flow's current version, or of one version. With an idempotency key that was used before, the run
-- of that time comes back and nothing starts. Lower priorities go first.
create or replace function reflux.start_run(flow text, input jsonb default '{}', idempotency_key text default null, version int default null, priority int default 0)
returns reflux.runs language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare v_flow reflux.flows := reflux_private.find_flow(start_run.flow); v_version reflux.flow_versions; v_id bigint; v_run reflux.runs;
begin
  if start_run.priority is null or start_run.priority not between -1000 and 1000 then
    perform reflux_private.fail('RFV06', 'a priority is a whole number from -1000 to 1000; lower goes first');
  elsif length(start_run.idempotency_key) > 500 then
    perform reflux_private.fail('RFV06', 'an idempotency key has at most 500 characters');
  end if;
  v_version := reflux_private.startable_version(v_flow, start_run.version);
  perform reflux_private.check_input(v_version.graph_id, coalesce(start_run.input, '{}'));
  v_id := (select reflux_private.start_runs(v_flow.id, v_version.id, v_version.graph_id, array[coalesce(start_run.input, '{}')],
    array[start_run.idempotency_key], start_run.priority));
  select * into v_run from reflux.runs r where r.id = v_id;
  return v_run;
end $$;

comment on function reflux.start_run is
  'Starts a run and returns it; a used idempotency key returns the run it started. Errors: RFN01, RFN04, RFS04, RFV03, RFV04, RFV06.';
