-- Whether this transaction may see a flow. A token may be limited to some flows; without a limit, rights are
-- the role's. For single flows: where there are many rows, ask its two parts once, as policies do.
create or replace function reflux_private.sees_flow(flow_id bigint)
returns boolean language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return reflux_private.sees_all_flows() or flow_id = any (reflux_private.seen_flows());
end $$;

comment on function reflux_private.sees_flow is 'Whether this transaction''s token reaches a flow.';
