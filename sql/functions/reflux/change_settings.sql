-- Changes engine settings; what is left out stays; '' as on_failure_flow is none. Workers take them up when
-- they next renew their lease.
create or replace function reflux.change_settings(
  lease interval default null,
  keep_history interval default null,
  max_payload_bytes int default null,
  losses_before_quarantine int default null,
  losses_before_failure int default null,
  keep_signals interval default null,
  keep_runs interval default null,
  on_failure_flow text default null,
  alert_window interval default null,
  keep_evidence int default null)
returns reflux.settings language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare v_settings reflux.settings;
begin
  perform reflux_private.require_all_flows('change settings');
  update reflux.settings s set
    lease = coalesce(change_settings.lease, s.lease),
    keep_history = coalesce(change_settings.keep_history, s.keep_history),
    max_payload_bytes = coalesce(change_settings.max_payload_bytes, s.max_payload_bytes),
    losses_before_quarantine = coalesce(change_settings.losses_before_quarantine, s.losses_before_quarantine),
    losses_before_failure = coalesce(change_settings.losses_before_failure, s.losses_before_failure),
    keep_signals = coalesce(change_settings.keep_signals, s.keep_signals),
    keep_runs = coalesce(change_settings.keep_runs, s.keep_runs),
    on_failure_flow = nullif(
      coalesce(reflux_private.on_failure_target(change_settings.on_failure_flow), s.on_failure_flow),
      ''),
    alert_window = coalesce(change_settings.alert_window, s.alert_window),
    keep_evidence = coalesce(change_settings.keep_evidence, s.keep_evidence)
  returning * into v_settings;
  return v_settings;
exception when check_violation or numeric_value_out_of_range then
  perform reflux_private.fail('RFV06', 'a setting is out of range', null,
    'lease: 1 second or more; keep_history: 1 day or more; keep_runs: 1 day to 1000 years, or 0 for ever; '
      'keep_signals, alert_window: 1 second or more; keep_evidence: 4096 to 65536 bytes, or 0 for none; '
      'sizes and counts: above 0.');
end $$;

comment on function reflux.change_settings is
  'Changes engine settings; what is left out stays; '''' as on_failure_flow is none. Errors: RFV06, RFP02, '
  'RFN01, RFN04, RFS04.';
