-- The interval a text or a number of seconds stands for, or null: option values come from people.
create or replace function reflux_private.try_interval(value jsonb)
returns interval language plpgsql immutable set search_path = pg_catalog, pg_temp
set timezone = 'UTC' set datestyle = 'ISO, MDY' set intervalstyle = 'postgres' as $$
begin
  if jsonb_typeof(value) = 'number' then
    return make_interval(secs => (value #>> '{}')::double precision);
  end if;
  return (value #>> '{}')::interval;
exception when others then
  return null;
end $$;

comment on function reflux_private.try_interval is
  'The interval of "30s", "PT30S" or a number of seconds; null where it is none.';
