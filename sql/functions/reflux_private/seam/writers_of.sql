-- The attempts that were completed in one of these transactions, where their SQL may have written rows; of
-- flows that the caller sees. Looked up with our rights: with the caller's, policies would read all of
-- history before an index is used.
create or replace function reflux_private.writers_of(xids bigint[])
returns setof reflux.attempts language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select a.*
  from reflux.attempts a
  join reflux.runs r on r.id = a.run_id
  where a.xid::text::bigint = any (xids)
    and a.wait is null and a.outcome = 'succeeded' and a.worker_id is not null
    and reflux_private.sees_flow(r.flow_id)
$$;

comment on function reflux_private.writers_of is
  'Attempts that were completed in one of these transactions.';
