-- How large an output may be and still stand in its step's row: what a worker has to know of the settings.
create or replace function reflux_private.inline_output_bytes()
returns int language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select s.inline_output_bytes from reflux.settings s
$$;

comment on function reflux_private.inline_output_bytes is 'How large an output may be and still stand in its step''s row.';
