-- What a listener missed: changes from transactions at or after `cursor`, and the cursor to ask with next
-- time. A change may come twice, none is left out, whatever order transactions commit in.
create or replace function reflux.changes_since("cursor" text default null)
returns table (seq bigint, runs bigint[], next_cursor text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select
    c.seq,
    array(
      select r.id
      from reflux.runs r
      where r.id = any (c.runs)
        and ((select reflux_private.sees_all_flows())
          or r.flow_id = any ((select reflux_private.seen_flows())::bigint[]))),
    n.next
  from (select pg_snapshot_xmin(pg_current_snapshot())::text as next) n
  left join lateral (
    select *
    from reflux.changes c
    where "cursor" is not null and c.xid >= "cursor"::xid8) c on true
  order by c.seq
$$;

comment on function reflux.changes_since is
  'Changes since a cursor, with the next cursor; some may come twice, none is missed.';
