-- What tells one state of this schema from another: the migrations and the newest object file. The server compares
-- it with what it started on.
create or replace function reflux_private.schema_marks()
returns text language sql stable security definer set search_path = '' as $$
  select md5(coalesce((select string_agg(m.sha256, ',' order by m.number) from reflux_private.migrations m), '')
    || coalesce((select string_agg(o.sha256, ',' order by o.path) from reflux_private.objects o), ''))
$$;

comment on function reflux_private.schema_marks is 'A fingerprint of the applied schema. For the API''s login only.';
