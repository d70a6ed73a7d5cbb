-- Where the `$ref` of a schema leads in its document: `#`, or a JSON
-- pointer behind it. Null: out of the document.
create or replace function reflux_private.schema_place(ref text)
returns text[] language plpgsql immutable strict set search_path = pg_catalog, pg_temp as $$
begin
  if ref = '#' then
    return '{}';
  elsif ref !~ '^#/' then
    return null;
  elsif strpos(ref, '~') = 0 then
    return string_to_array(substr(ref, 3), '/');
  end if;
  return array(
    select replace(replace(part, '~1', '/'), '~0', '~')
    from unnest(string_to_array(substr(ref, 3), '/')) part);
end $$;

comment on function reflux_private.schema_place is 'Where the $ref of a schema leads in its document.';
