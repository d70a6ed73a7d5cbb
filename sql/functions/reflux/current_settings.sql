-- The engine's settings, which are one row.
create or replace function reflux.current_settings()
returns reflux.settings language sql stable set search_path = pg_catalog, pg_temp as $$
  select * from reflux.settings
$$;

comment on function reflux.current_settings is 'The engine''s settings.';
