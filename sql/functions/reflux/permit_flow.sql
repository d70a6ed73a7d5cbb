-- Permits a flow what the reach of its deployer does not give: to call other flows, to reach hosts that are
-- not public, to run SQL as a role. What is left out stays; with `exactly` the permit is what is said, and
-- nothing said lifts it.
create or replace function reflux.permit_flow(
  flow text, calls text[] default null, hosts text[] default null, sql_role text default null,
  reason text default null, exactly boolean default false)
returns reflux.flow_permits
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_flow reflux.flows := reflux_private.find_flow(flow, lock => true);
  v_permit reflux.flow_permits; v_missing text; v_had boolean;
begin
  perform reflux_private.require_all_flows('permit anything');
  select c into v_missing from unnest(calls) c
  where c is distinct from '*' and not exists (select from reflux.flows f where f.slug = c) limit 1;
  if found then
    perform reflux_private.fail('RFN01', format('no flow %s', quote_nullable(v_missing)), null,
      'Name flows by their slug, * for any.');
  end if;
  perform reflux_private.require_hosts(hosts);
  if permit_flow.sql_role is not null then
    perform reflux_private.require_sql_role(permit_flow.sql_role);
  end if;

  select * into v_permit from reflux.flow_permits p where p.flow_id = v_flow.id;
  v_had := v_permit.sql_role is not null;
  if exactly then
    v_permit := null;
  end if;
  v_permit.calls := reflux_private.joined(v_permit.calls, permit_flow.calls);
  v_permit.hosts := reflux_private.joined(v_permit.hosts, permit_flow.hosts);
  v_permit.sql_role := coalesce(permit_flow.sql_role, v_permit.sql_role);
  insert into reflux.flow_permits as p (flow_id, calls, hosts, sql_role, reason, updated_by)
  values (v_flow.id, v_permit.calls, v_permit.hosts, v_permit.sql_role, permit_flow.reason,
    reflux_private.actor())
  on conflict (flow_id) do update set calls = excluded.calls, hosts = excluded.hosts,
    sql_role = excluded.sql_role,
    reason = excluded.reason, updated_at = reflux_private.clock(), updated_by = excluded.updated_by
  returning * into v_permit;
  if v_had <> (v_permit.sql_role is not null) then
    perform reflux_private.watch_tables(v_flow.id);
  end if;
  return v_permit;
end $$;

comment on function reflux.permit_flow is
  'Permits a flow to call flows, to reach hosts that are not public, to run SQL as a role; with exactly, '
  'that and nothing else. Errors: RFN01, RFP02, RFV06.';
