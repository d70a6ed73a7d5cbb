-- Whether this transaction's token is not limited to some flows.
create or replace function reflux_private.sees_all_flows()
returns boolean language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return coalesce(current_setting('reflux.flows', true), '') in ('', '*');
end $$;

comment on function reflux_private.sees_all_flows is 'Whether this transaction''s token reaches all flows.';
