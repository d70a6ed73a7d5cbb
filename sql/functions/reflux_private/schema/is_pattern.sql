-- Whether a text is a regular expression that Postgres can read.
create or replace function reflux_private.is_pattern(pattern text)
returns boolean language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
  return '' ~ pattern is not null;
exception when others then
  return false;
end $$;

comment on function reflux_private.is_pattern is
  'Whether a text is a regular expression that Postgres can read.';
