-- Lets a flow start runs, or stops it from starting any; runs that are under way go on. What its schedules
-- missed while it was disabled is not made up for. Who did it and why stays with the flow.
create or replace function reflux.set_flow_enabled(slug text, enabled boolean, reason text default null)
returns reflux.flows language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_flow reflux.flows := reflux_private.find_flow(slug, lock => true);
  v_was boolean := v_flow.enabled;
begin
  if v_flow.archived_at is not null then
    perform reflux_private.fail('RFS04', format('flow %s is archived', v_flow.slug), null,
      'Deploy it again to bring it back.');
  end if;
  update reflux.flows f set
    enabled = set_flow_enabled.enabled,
    decided_at = reflux_private.clock(),
    decided_by = reflux_private.actor(),
    decided_reason = set_flow_enabled.reason
  where f.id = v_flow.id
  returning * into v_flow;
  if v_flow.enabled and not v_was then
    update reflux.schedules s set next_at = null, problem = null where s.flow_id = v_flow.id;
  end if;
  perform pg_notify('reflux_control', json_build_object('flow', v_flow.id)::text);
  return v_flow;
end $$;

comment on function reflux.set_flow_enabled is
  'Enables or disables a flow''s triggers and starts. Errors: RFN01, RFS04.';
