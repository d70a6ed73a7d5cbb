-- The ends that a reader has yet to read: of transactions from `since` on, and before `until`, the oldest
-- that still runs. None comes below that any more, so who has read them advances to it, and none is left out,
-- whatever order transactions commit in.
create or replace function reflux_private.ends_since(since xid8)
returns table (until xid8, ended reflux.attempts)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare v_until xid8 := pg_snapshot_xmin(pg_current_snapshot());
begin
  return query
    select v_until, a
    from reflux.attempts a
    where a.xid::text::bigint >= since::text::bigint and a.xid::text::bigint < v_until::text::bigint
    order by a.xid;
end $$;

comment on function reflux_private.ends_since is
  'Ends that a reader has yet to read, and the transaction to advance to.';
