-- Whether this transaction's token is not limited to some flows.
create or replace function reflux_private.sees_all_flows()
returns boolean language sql stable as $$
  select coalesce(current_setting('reflux.flows', true), '') in ('', '*')
$$;

comment on function reflux_private.sees_all_flows is 'Whether this transaction''s token reaches all flows.';
