-- What is wrong with a JSON Schema itself, of the form subset that schema_problems reads: found when a flow is
-- deployed, so that no run stumbles over it.
create or replace function reflux_private.schema_defects(schema jsonb, path text, depth int default 0)
returns setof jsonb language plpgsql immutable set search_path = pg_catalog, pg_temp set standard_conforming_strings = on as $$
declare v_key text; v_part jsonb; v_types constant jsonb := '["object", "array", "string", "number", "integer", "boolean", "null"]';
begin
  if jsonb_typeof(schema) = 'boolean' then
    return;
  elsif jsonb_typeof(schema) <> 'object' or depth > 64 then
    return next reflux_private.problem(path, 'RFV01', case when depth > 64 then 'is nested deeper than 64 levels' else 'must be a JSON Schema: an object' end);
    return;
  end if;
  return query
    select reflux_private.problem(path || '.' || r.key, 'RFV01', 'must be ' || r.want)
    from (values
      ('type', 'a JSON type, or a list of them', schema -> 'type' <@ v_types and jsonb_typeof(schema -> 'type') in ('string', 'array')),
      ('required', 'a list of names', jsonb_typeof(schema -> 'required') = 'array' and not jsonb_path_exists(schema, '$.required[*] ? (@.type() != "string")')),
      ('properties', 'an object of schemas', jsonb_typeof(schema -> 'properties') = 'object'),
      ('enum', 'a list of values', jsonb_typeof(schema -> 'enum') = 'array'),
      ('oneOf', 'a list of schemas', jsonb_typeof(schema -> 'oneOf') = 'array'),
      ('anyOf', 'a list of schemas', jsonb_typeof(schema -> 'anyOf') = 'array'),
      ('pattern', 'a regular expression', jsonb_typeof(schema -> 'pattern') = 'string' and reflux_private.is_pattern(schema ->> 'pattern'))) r(key, want, fits)
    where schema ? r.key and not coalesce(r.fits, false)
    union all
    select reflux_private.problem(path || '.' || k, 'RFV01', 'must be a whole number from 0 on')
    from unnest(array['minItems', 'maxItems', 'minLength', 'maxLength']) k where schema ? k and coalesce(schema ->> k !~ '^\d{1,9}$', true)
    union all
    select reflux_private.problem(path || '.' || k, 'RFV01', 'must be a number')
    from unnest(array['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum']) k where schema ? k and jsonb_typeof(schema -> k) <> 'number';

  for v_key, v_part in
    select 'properties.' || p.key, p.value from jsonb_each(case jsonb_typeof(schema -> 'properties') when 'object' then schema -> 'properties' else '{}' end) p
    union all select k, schema -> k from unnest(array['items', 'additionalProperties']) k where schema ? k
    union all select format('%s[%s]', k, o.n - 1), o.value from unnest(array['oneOf', 'anyOf']) k,
      jsonb_array_elements(case jsonb_typeof(schema -> k) when 'array' then schema -> k else '[]' end) with ordinality o(value, n)
  loop
    return query select reflux_private.schema_defects(v_part, path || '.' || v_key, depth + 1);
  end loop;
end $$;

comment on function reflux_private.schema_defects is 'Defects of a JSON Schema of the form subset, one {path, code, message, hint} a row.';
