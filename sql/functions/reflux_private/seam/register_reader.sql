-- Makes a reader of reflux.attempts known, from now on or from the first end there is, and says from which
-- transaction on it has yet to read. What it has not read is not dropped. One that is known stays as it is.
create or replace function reflux_private.register_reader(name text, from_start boolean default false)
returns xid8 language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into reflux_private.readers as r (name, xid)
  values (
    register_reader.name,
    case when from_start then '0'::xid8 else pg_snapshot_xmin(pg_current_snapshot()) end)
  on conflict on constraint readers_pkey do nothing;
  return (select r.xid from reflux_private.readers r where r.name = register_reader.name);
end $$;

comment on function reflux_private.register_reader is
  'Makes a reader of ends known; says from which transaction on it has yet to read.';
