-- A moment as JSON has it, the same whatever the session's time zone.
create or replace function reflux_private.iso_time(moment timestamptz)
returns text language sql immutable set search_path = pg_catalog, pg_temp
set timezone = 'UTC' set datestyle = 'ISO, MDY' set intervalstyle = 'postgres' as $$
  select to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;

comment on function reflux_private.iso_time is 'A moment in ISO 8601, UTC.';
