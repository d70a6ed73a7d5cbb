-- A reader has read everything before `xid`. Never back, and not beyond what may still be written. False
-- where it is not known (any more): an administrator has given it up.
create or replace function reflux_private.advance_reader(name text, xid xid8)
returns boolean language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  update reflux_private.readers r set
    xid = greatest(r.xid, least(advance_reader.xid, pg_snapshot_xmin(pg_current_snapshot()))),
    advanced_at = reflux_private.clock()
  where r.name = advance_reader.name;
  return found;
end $$;

comment on function reflux_private.advance_reader is
  'Says up to which transaction a reader has read; false where it is not known.';
