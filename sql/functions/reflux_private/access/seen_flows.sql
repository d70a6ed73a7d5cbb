-- The flows that this transaction's token is limited to. Policies ask it once a query, never once a row. `*`
-- is never cast: the planner may evaluate this to estimate how many rows there will be.
create or replace function reflux_private.seen_flows()
returns bigint[] language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return string_to_array(nullif(current_setting('reflux.flows', true), '*'), ',')::bigint[];
end $$;

comment on function reflux_private.seen_flows is
  'The flows that this transaction''s token is limited to; null where it is not.';
