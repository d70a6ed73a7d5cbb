-- The schemas that stand directly in a schema: where, and whether they judge the same value or a part of it.
create or replace function reflux_private.schema_parts(schema jsonb)
returns table (at text[], place text, part jsonb, same boolean)
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select
    p.at,
    p.place,
    p.part,
    k.keyword in ('allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else', 'dependentSchemas')
  from reflux_private.schema_keywords() k
  cross join lateral (
    select
      schema_parts.schema -> k.keyword as value,
      jsonb_typeof(schema_parts.schema -> k.keyword) as type) v
  cross join lateral (
    select array[k.keyword] as at, '.' || k.keyword as place, v.value as part
    where k.shape = 'schema'
    union all
    select array[k.keyword, (i.n - 1)::text], format('.%s[%s]', k.keyword, i.n - 1), i.item
    from jsonb_array_elements(case when v.type = 'array' then v.value else '[]' end)
      with ordinality i(item, n)
    where k.shape = 'schemas'
    union all
    select array[k.keyword, e.key], format('.%s.%s', k.keyword, e.key), e.value
    from jsonb_each(case when v.type = 'object' then v.value else '{}' end) e
    where k.shape in ('schemas by name', 'schemas by pattern')) p
  where jsonb_typeof(schema_parts.schema) = 'object' and schema_parts.schema ? k.keyword
$$;

comment on function reflux_private.schema_parts is 'The schemas that stand directly in a schema.';
