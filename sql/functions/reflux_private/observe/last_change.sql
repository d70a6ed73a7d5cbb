-- The number of the newest change that has begun; it may not have committed yet.
create or replace function reflux_private.last_change()
returns bigint language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(pg_sequence_last_value(pg_get_serial_sequence('reflux.changes', 'seq')::regclass), 0)
$$;

comment on function reflux_private.last_change is
  'The number of the newest change. For the API''s login only.';
