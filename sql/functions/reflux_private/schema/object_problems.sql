-- What is wrong with an object by a JSON Schema: the part of schema_problems for objects.
create or replace function reflux_private.object_problems(
  schema jsonb, value jsonb, path text, templates boolean, root jsonb, depth int)
returns jsonb[] language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
declare
  v_properties constant jsonb := schema -> 'properties';
  v_others constant jsonb := schema -> 'additionalProperties';
  v_named boolean;
  v_key text;
  v_item jsonb;
  v_rule record;
  v_n int;
  v_found jsonb[];
begin
  for v_n in 0 .. coalesce(jsonb_array_length(schema -> 'required'), 0) - 1 loop
    v_key := schema -> 'required' ->> v_n;
    if not value ? v_key then
      v_found := v_found || reflux_private.problem(path || '.' || v_key, 'RFV03', 'is required');
    end if;
  end loop;
  if v_properties is not null or v_others is not null
      or schema ?| array['patternProperties', 'propertyNames'] then
    for v_key, v_item in select * from jsonb_each(object_problems.value) loop
      v_named := coalesce(v_properties ? v_key, false);
      if v_named then
        v_found := v_found || reflux_private.schema_problems(
          v_properties -> v_key, v_item, path || '.' || v_key, templates, root, depth + 1);
      end if;
      if schema ? 'patternProperties' then
        for v_rule in select * from jsonb_each(schema -> 'patternProperties') p(pattern, schema) loop
          if v_key ~ (reflux_private.portable_pattern(v_rule.pattern) collate "C") then
            v_named := true;
            v_found := v_found || reflux_private.schema_problems(
              v_rule.schema, v_item, path || '.' || v_key, templates, root, depth + 1);
          end if;
        end loop;
      end if;
      if schema ? 'propertyNames' and reflux_private.schema_problems(
          schema -> 'propertyNames', to_jsonb(v_key), path, false, root, depth + 1) is not null then
        v_found := v_found || reflux_private.problem(path || '.' || v_key, 'RFV03',
          'has a name that is not allowed');
      end if;
      if not v_named and v_others = 'false' then
        v_found := v_found || reflux_private.problem(path || '.' || v_key, 'RFV03', 'is not a known field',
          'Known: '
            || coalesce(
              (select string_agg(k, ', ' order by k) from jsonb_object_keys(v_properties) k),
              'none')
            || '.');
      elsif not v_named and v_others is not null then
        v_found := v_found || reflux_private.schema_problems(
          v_others, v_item, path || '.' || v_key, templates, root, depth + 1);
      end if;
    end loop;
  end if;

  if schema ?| array['minProperties', 'maxProperties'] then
    v_n := (select count(*) from jsonb_object_keys(object_problems.value));
    if v_n < (schema ->> 'minProperties')::numeric then
      v_found := v_found || reflux_private.problem(path, 'RFV03',
        format('needs at least %s fields', schema ->> 'minProperties'));
    end if;
    if v_n > (schema ->> 'maxProperties')::numeric then
      v_found := v_found || reflux_private.problem(path, 'RFV03',
        format('may have at most %s fields', schema ->> 'maxProperties'));
    end if;
  end if;
  if schema ? 'dependentRequired' then
    v_found := v_found || array(
      select reflux_private.problem(path || '.' || n.name, 'RFV03',
        format('is required where %s is given', d.key))
      from jsonb_each(schema -> 'dependentRequired') d, jsonb_array_elements_text(d.value) n(name)
      where object_problems.value ? d.key and not object_problems.value ? n.name);
  end if;
  if schema ? 'dependentSchemas' then
    for v_rule in
      select *
      from jsonb_each(schema -> 'dependentSchemas') d(key, schema)
      where object_problems.value ? d.key
    loop
      v_found := v_found
        || reflux_private.schema_problems(v_rule.schema, value, path, templates, root, depth + 1);
    end loop;
  end if;
  return nullif(v_found, '{}');
end $$;

comment on function reflux_private.object_problems is
  'Problems of an object by a JSON Schema, in schema_problems.';
