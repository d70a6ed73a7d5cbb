-- Archives a flow: its triggers go, it starts nothing; its runs and versions stay. Deploying it again brings
-- it back. Who did it and why stays with the flow. Archiving it twice changes nothing.
create or replace function reflux.archive_flow(slug text, reason text default null)
returns reflux.flows language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare v_flow reflux.flows := reflux_private.find_flow(slug, lock => true);
begin
  if v_flow.archived_at is null then
    update reflux.flows f set
      archived_at = reflux_private.clock(),
      decided_at = reflux_private.clock(),
      decided_by = reflux_private.actor(),
      decided_reason = archive_flow.reason
    where f.id = v_flow.id
    returning * into v_flow;
    perform reflux_private.activate_triggers(v_flow.id);
  end if;
  return v_flow;
end $$;

comment on function reflux.archive_flow is 'Archives a flow; its history stays. Errors: RFN01.';
