-- The types of a schema in words: "string or null".
create or replace function reflux_private.type_words(type jsonb)
returns text language sql immutable set search_path = pg_catalog, pg_temp as $$
  select string_agg(t, ' or ' order by n) from jsonb_array_elements_text(
    case jsonb_typeof(type) when 'array' then type else jsonb_build_array(type) end) with ordinality x(t, n)
$$;

comment on function reflux_private.type_words is 'The types of a schema in words.';
