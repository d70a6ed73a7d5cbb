-- From which transaction on somebody has yet to read; null where nobody reads. Who drops history asks.
create or replace function reflux_private.unread_from()
returns xid8 language sql stable set search_path = pg_catalog, pg_temp as $$
  select r.xid from reflux_private.readers r order by r.xid limit 1
$$;

comment on function reflux_private.unread_from is
  'From which transaction on somebody has yet to read.';
