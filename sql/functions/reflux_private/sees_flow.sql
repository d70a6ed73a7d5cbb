-- Whether this transaction may see a flow. A token may be limited to some flows; without a limit, rights are the role's.
-- `*` is never cast: the planner evaluates both sides to estimate how many rows there will be.
create or replace function reflux_private.sees_flow(flow_id bigint)
returns boolean language sql stable as $$
  select reflux_private.sees_all_flows()
    or flow_id = any (string_to_array(nullif(current_setting('reflux.flows', true), '*'), ',')::bigint[])
$$;

comment on function reflux_private.sees_flow is 'Whether this transaction''s token reaches a flow.';
