-- Lets a flow start runs, or stops it from starting any; runs that are under way go on. What its schedules missed
-- while it was disabled is not made up for.
create or replace function reflux.set_flow_enabled(slug text, enabled boolean, reason text default null)
returns reflux.flows language plpgsql volatile security definer set search_path = '' as $$
declare v_flow reflux.flows := reflux_private.find_flow(slug, lock => true); v_was boolean := v_flow.enabled;
begin
  update reflux.flows f set enabled = set_flow_enabled.enabled where f.id = v_flow.id returning * into v_flow;
  if v_flow.enabled and not v_was then
    update reflux.schedules s set next_at = null where s.flow_id = v_flow.id;
  end if;
  perform pg_notify('reflux_control', json_build_object('flow', v_flow.id)::text);
  return v_flow;
end $$;

comment on function reflux.set_flow_enabled is 'Enables or disables a flow''s triggers and starts. Errors: RFN01.';
