-- What is wrong with a JSON Schema itself, found when a flow is deployed so that no run
-- stumbles over it, and no keyword is read that nothing would ever ask for: unknown
-- keywords, values that they cannot have, references to nowhere, and references that
-- come back to themselves without having gone a step down into the value.
create or replace function reflux_private.schema_defects(schema jsonb, path text)
returns setof jsonb language plpgsql immutable set search_path = pg_catalog, pg_temp
  set standard_conforming_strings = on set jit = off
  set plan_cache_mode = force_generic_plan as $$
begin
  if (select count(*) from jsonb_path_query(schema, 'strict $.**') limit 20000) >= 20000 then
    return next reflux_private.problem(path, 'RFV01', 'is larger than 20000 values');
    return;
  end if;
  return query
  with recursive parts(at, place, schema) as (
    select '{}'::text[], schema_defects.path, schema_defects.schema
    union all
    select p.at || c.at, p.place || c.place, c.part
    from parts p, reflux_private.schema_parts(p.schema) c
    where cardinality(p.at) < 128),
  part as materialized (
    select p.*, jsonb_typeof(p.schema) as type from parts p),
  found as (
    select
      p.at,
      p.place,
      k.keyword,
      s.shape,
      p.schema -> k.keyword as value,
      jsonb_typeof(p.schema -> k.keyword) as type
    from part p
    cross join lateral jsonb_object_keys(case p.type when 'object' then p.schema else '{}' end) k(keyword)
    left join reflux_private.schema_keywords() s on s.keyword = k.keyword),
  -- From a schema to those that judge the same value.
  same as materialized (
    select p.at, p.at || c.at as target
    from part p, reflux_private.schema_parts(p.schema) c
    where c.same
    union all
    select f.at, reflux_private.schema_place(f.value #>> '{}')
    from found f
    where f.shape = 'reference' and f.type = 'string'),
  way as (
    select f.at as start, s.target
    from found f
    join same s on s.at = f.at
    where f.shape = 'reference'
    union
    select w.start, s.target
    from way w
    join same s on s.at = w.target)
  select reflux_private.problem(p.place, 'RFV01',
    case
      when p.type in ('object', 'boolean') then 'is nested deeper than 64 levels'
      else 'must be a JSON Schema: an object' end)
  from part p
  where p.type not in ('object', 'boolean') or cardinality(p.at) >= 128
  union all
  select reflux_private.problem(f.place || '.' || f.keyword, 'RFV20', 'is not a keyword of a schema here',
    'Keywords: '
      || (
        select string_agg(k.keyword, ', ' order by k.keyword collate "C")
        from reflux_private.schema_keywords() k)
      || '.')
  from found f
  where f.shape is null and f.keyword !~ '^x-reflux-[a-z-]+$'
  union all
  select reflux_private.problem(f.place || '.' || f.keyword, 'RFV01', 'must be ' || w.want, w.hint)
  from found f
  cross join lateral (
    select
      case when f.type = 'array' then f.value else '[]' end as list,
      case when f.type = 'object' then f.value else '{}' end as object,
      case when f.type = 'number' then (f.value #>> '{}')::numeric end as number,
      case when f.type = 'string' then f.value #>> '{}' end as text) v
  join (values
    ('text', 'a text', null),
    ('root text', 'a text, at the top of the document', null),
    ('boolean', 'true or false', null),
    ('number', 'a number', null),
    ('number above 0', 'a number above 0', null),
    ('count', 'a whole number from 0 on', null),
    ('list', 'a list', null),
    ('values', 'a list of at least one value', null),
    ('names', 'a list of names', null),
    ('names by name', 'an object of lists of names', null),
    ('type', 'a JSON type, or a list of them',
      'Types: object, array, string, number, integer, boolean, null.'),
    ('schemas', 'a list of schemas', null),
    ('schemas by name', 'an object of schemas', null),
    ('schemas by pattern', 'an object of schemas by regular expressions',
      'As JavaScript reads them; no \p, \x, (?i) or backward reference.'),
    ('pattern', 'a regular expression',
      'As JavaScript reads it; no \p, \x, (?i) or backward reference.'),
    ('format', 'a known format',
      'Formats: date, time, date-time, duration, email, hostname, ipv4, ipv6, uri, uuid.'),
    ('dialect', 'https://json-schema.org/draft/2020-12/schema', null),
    ('discriminator', 'an object with a propertyName', null),
    ('reference', 'a reference to a schema of this document', 'Write #, or #/$defs/name.'))
    w(shape, want, hint) on w.shape = f.shape
  where not coalesce(case f.shape
    when 'text' then f.type = 'string'
    when 'root text' then f.type = 'string' and f.at = '{}'
    when 'boolean' then f.type = 'boolean'
    when 'number' then f.type = 'number'
    when 'number above 0' then v.number > 0
    when 'count' then v.number >= 0 and v.number % 1 = 0
    when 'list' then f.type = 'array'
    when 'values' then v.list <> '[]'
    when 'names' then f.type = 'array' and not jsonb_path_exists(v.list, '$[*] ? (@.type() != "string")')
    when 'names by name' then f.type = 'object' and not exists (select from jsonb_each(v.object) e
      where jsonb_typeof(e.value) <> 'array' or jsonb_path_exists(e.value, '$[*] ? (@.type() != "string")'))
    when 'type' then f.value <> '[]' and f.type in ('string', 'array')
      and f.value <@ '["object", "array", "string", "number", "integer", "boolean", "null"]'
    when 'schemas' then v.list <> '[]'
    when 'schemas by name' then f.type = 'object'
    when 'schemas by pattern' then f.type = 'object'
      and not exists (
        select from jsonb_object_keys(v.object) e
        where reflux_private.portable_pattern(e) is null)
    when 'pattern' then reflux_private.portable_pattern(v.text) is not null
    when 'format' then reflux_private.format_pattern(v.text) is not null
    when 'dialect' then v.text = 'https://json-schema.org/draft/2020-12/schema'
    when 'discriminator' then jsonb_typeof(v.object -> 'propertyName') = 'string'
    when 'reference' then exists (select from part t where t.at = reflux_private.schema_place(v.text))
    end, false)
  union all
  select distinct reflux_private.problem(f.place || '.$ref', 'RFV01',
    'leads back to itself, and no value could be judged by it')
  from found f
  join way w on w.start = f.at and w.target = f.at
  where f.shape = 'reference';
end $$;

comment on function reflux_private.schema_defects is
  'Defects of a JSON Schema, one {path, code, message, hint} a row.';
