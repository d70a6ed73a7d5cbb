-- Starts the run of an on-failure flow for an alert: what failed,
-- where, since when and how often, and where to look.
create or replace function reflux_private.start_alert(
  alert reflux.alerts,
  flow text,
  on_failure_flow text,
  run_id bigint,
  error jsonb,
  failed_at timestamptz)
returns bigint language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  v_flow reflux.flows;
  v_version reflux.flow_versions;
  v_input jsonb;
begin
  select * into v_flow from reflux.flows f where f.slug = start_alert.on_failure_flow;
  if v_flow.id is null then
    perform reflux_private.fail('RFN01', format('no flow %s', quote_literal(on_failure_flow)));
  end if;
  v_version := reflux_private.startable_version(v_flow);
  v_input := jsonb_build_object(
    'flow', start_alert.flow,
    'run', start_alert.run_id::text,
    'step', alert.step,
    'code', alert.code,
    'message', left(error ->> 'message', 4000),
    'hint', left(error ->> 'hint', 4000),
    'failed_at', reflux_private.iso_time(start_alert.failed_at),
    'count', alert.untold,
    'link', '/runs/' || start_alert.run_id);
  perform reflux_private.check_input(v_version.graph_id, v_input);
  return (
    select s.run_id
    from reflux_private.start_runs(
      v_flow.id,
      v_version.id,
      v_version.graph_id,
      array[v_input],
      array[reflux_private.run_key('alert', null, alert.id::text)]) s);
end $$;

comment on function reflux_private.start_alert is
  'Starts the run of an on-failure flow for an alert, once. Errors: RFN01, RFN04, RFS04, RFV03.';
