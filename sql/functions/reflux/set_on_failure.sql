-- Says what a failed run of a flow starts: a flow of its own, the one of the settings (without
-- on_failure_flow), or none (without alerts). Who says so reaches both flows; the run that is started goes as
-- far as its own version does.
create or replace function reflux.set_on_failure(
  slug text,
  on_failure_flow text default null,
  alerts boolean default true,
  reason text default null)
returns reflux.flows language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_flow reflux.flows := reflux_private.find_flow(slug, lock => true);
  v_target text := nullif(on_failure_flow, '');
begin
  if v_target = v_flow.slug then
    perform reflux_private.fail('RFV06',
      format('flow %s cannot be its own on-failure flow', v_flow.slug),
      null,
      'Name another flow, or turn its alerts off.');
  elsif v_target is not null and alerts is not true then
    perform reflux_private.fail('RFV06', 'an on-failure flow without alerts would start nothing', null,
      'Name a flow, or turn alerts off.');
  end if;
  perform set_config('reflux.reason', coalesce(set_on_failure.reason, ''), true);
  update reflux.flows f set
    on_failure_flow = reflux_private.on_failure_target(v_target),
    alerts = coalesce(set_on_failure.alerts, true)
  where f.id = v_flow.id
  returning * into v_flow;
  perform set_config('reflux.reason', '', true);
  return v_flow;
end $$;

comment on function reflux.set_on_failure is
  'Says which flow a failed run of this one starts: its own, that of the settings, or none. Errors: RFN01, '
  'RFN04, RFS04, RFV06.';
