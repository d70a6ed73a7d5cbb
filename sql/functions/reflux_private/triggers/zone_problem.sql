-- Why a text names no time zone, in words; null when it does: a name of the
-- IANA list, which the scheduler knows as well. Neither an offset nor an
-- abbreviation nor a rule of one's own, all of which Postgres would take.
create or replace function reflux_private.zone_problem(zone text)
returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select 'is not the name of a time zone' where upper(zone) <> 'UTC' and not exists (
    select from pg_timezone_names z where lower(z.name) = lower(zone)
      and z.name !~ '^(posix|right)/' and z.name not in ('Factory', 'posixrules', 'localtime'))
$$;

comment on function reflux_private.zone_problem is
  'Why a text names no time zone, in words; null when it does.';
