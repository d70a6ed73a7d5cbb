-- Starts a run of a flow's current version, or of one version. With an idempotency key that was used before,
-- for the same input, the run of that time comes back (`replayed`) and nothing starts, whatever became of the
-- flow since. Lower priorities go first.
create or replace function reflux.start_run(
  flow text,
  input jsonb default '{}',
  idempotency_key text default null,
  version int default null,
  priority int default 0)
returns reflux.runs language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_flow reflux.flows := reflux_private.find_flow(start_run.flow);
  v_version reflux.flow_versions;
  v_input jsonb := reflux_private.require_measure(coalesce(start_run.input, '{}'), 'the input');
  v_key reflux_private.run_key;
  v_id bigint;
  v_run reflux.runs;
  v_replayed boolean := true;
begin
  if start_run.priority is null or start_run.priority not between -1000 and 1000 then
    perform reflux_private.fail('RFV06', 'a priority is a whole number from -1000 to 1000; lower goes first');
  end if;
  if start_run.idempotency_key is not null then
    v_key := reflux_private.run_key('start', v_input, start_run.idempotency_key);
    v_id := reflux_private.run_of_key(v_flow.id, v_key);
  end if;
  if v_id is null then
    v_version := reflux_private.startable_version(v_flow, start_run.version);
    perform reflux_private.check_input(v_version.graph_id, v_input);
    select s.run_id, s.replayed into v_id, v_replayed
    from reflux_private.start_runs(
      v_flow.id,
      v_version.id,
      v_version.graph_id,
      array[v_input],
      case when start_run.idempotency_key is not null then array[v_key] end,
      start_run.priority) s;
    if v_input @? 'strict $.**.artifact' then
      perform reflux_private.share_artifacts(v_id, v_input);
    end if;
  end if;
  select * into v_run from reflux.runs r where r.id = v_id;
  v_run.replayed := v_replayed;
  return v_run;
end $$;

comment on function reflux.start_run is
  'Starts a run and returns it; a used idempotency key returns the run it started, `replayed`. '
  'Errors: RFN01, RFN04, RFS04, RFC10, RFV03, RFV04, RFV06, RFV23.';
