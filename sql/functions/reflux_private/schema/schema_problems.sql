-- What is wrong with a value by a JSON Schema (the keywords of schema_keywords), null when it fits.
-- language/schema says the same of the same value; a test holds both against the same cases. With
-- `templates`, as in the config of an action: a text that is one whole {{ }} expression passes anything, for
-- its value is checked when the step runs. One with words around expressions will be a text; where only some
-- texts are allowed (enum, const, pattern) it is refused. Depth is bounded, as is a chain of references, so
-- that no value exhausts the stack. The start of a run waits for this: one keyword is one cheap expression,
-- and what a schema does not have is not looked at.
create or replace function reflux_private.schema_problems(
  schema jsonb,
  value jsonb,
  path text,
  templates boolean default false,
  root jsonb default null,
  depth int default 0)
returns jsonb[] language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
declare
  v_type constant text := jsonb_typeof(value);
  v_root constant jsonb := coalesce(root, schema);
  v_want jsonb;
  v_found jsonb[];
  v_open boolean := false;
begin
  if jsonb_typeof(schema) <> 'object' then
    return case when schema = 'false' then array[reflux_private.problem(path, 'RFV03', 'is not allowed')] end;
  elsif depth > 300 then
    perform reflux_private.fail('RFV03',
      format('%s is nested deeper than 300 levels of its schema', left(path, 200)));
  elsif templates then
    v_open := value::text like '%{{%}}%';
    if v_open and v_type = 'string' then
      return reflux_private.template_problems(schema, value #>> '{}', path);
    end if;
  end if;

  v_want := schema -> 'type';
  if v_want is not null and not v_want ? v_type
     and not (v_type = 'number' and v_want @> '"integer"' and (value #>> '{}')::numeric % 1 = 0) then
    return array[reflux_private.problem(path, 'RFV03',
      format('expected %s, got %s', reflux_private.type_words(v_want), v_type))];
  end if;
  -- What an expression will make equal is not known yet.
  if not v_open and schema ? 'const' and schema -> 'const' <> value then
    v_found := v_found || reflux_private.problem(path, 'RFV03', format('must be %s', schema -> 'const'));
  end if;
  if not v_open and schema ? 'enum' and not exists (
      select from jsonb_array_elements(schema -> 'enum') e(choice)
      where e.choice = schema_problems.value) then
    v_found := v_found
      || reflux_private.problem(path, 'RFV03', format('must be one of %s', schema -> 'enum'));
  end if;

  if v_type = 'object' then
    v_found := v_found || reflux_private.object_problems(schema, value, path, templates, v_root, depth);
  elsif v_type = 'array' then
    if schema ?| array['items', 'prefixItems', 'minItems', 'maxItems', 'uniqueItems', 'contains'] then
      v_found := v_found || reflux_private.array_problems(schema, value, path, templates, v_root, depth);
    end if;
  elsif v_type = 'string' then
    if schema ?| array['minLength', 'maxLength', 'pattern', 'format'] then
      v_found := v_found || reflux_private.text_problem(schema, value #>> '{}', path);
    end if;
  elsif v_type = 'number' then
    if schema ?| array['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'] then
      v_found := v_found || reflux_private.number_problem(schema, (value #>> '{}')::numeric, path);
    end if;
  end if;
  if schema ?| array['$ref', 'allOf', 'anyOf', 'oneOf', 'not', 'if'] then
    v_found := v_found
      || reflux_private.shape_problems(schema, value, path, templates, v_root, depth, v_open);
  end if;
  return v_found;
end $$;

comment on function reflux_private.schema_problems is
  'Problems of a value by a JSON Schema, as {path, code, message, hint}; null when it fits. Errors: RFV03 '
  'when nested too deep.';
