-- What these transactions changed, and which of the runs have finished. A
-- notification says which transaction to look for, and is believed no more than
-- that. Of a change of more than 500 runs the runs are not told, only that it was.
create or replace function reflux_private.changes_of(xids xid8[])
returns table (seq bigint, runs bigint[], finished bigint[], partial boolean)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select
      c.seq,
      case when cardinality(c.runs) > 500 then '{}' else c.runs end,
      array(
        select r.id
        from reflux.runs r
        where r.id = any (case when cardinality(c.runs) > 500 then '{}' else c.runs end)
          and r.finished_at is not null),
      cardinality(c.runs) > 500
    from reflux.changes c
    where c.xid = any (xids)
    order by c.seq;
end $$;

comment on function reflux_private.changes_of is
  'What transactions changed, by their ids. For the API''s login only.';
