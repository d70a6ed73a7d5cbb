-- The scope that encloses this one, so many scopes deep: '' at 0, `each[17]` at 1 of `each[17]/inner[2]`.
create or replace function reflux_private.scope_at(scope text, depth int)
returns text language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
  return array_to_string((string_to_array(scope, '/'))[1 : depth], '/');
end $$;

comment on function reflux_private.scope_at is 'The scope that encloses one, so many scopes deep.';
