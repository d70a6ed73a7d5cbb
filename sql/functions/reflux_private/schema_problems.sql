-- What is wrong with a value by a JSON Schema of the form subset (nodes/README.md). With `templates`, as in the config of
-- an action: a text that is one whole {{ }} expression passes anything, for its value is checked when the step runs. One
-- with words around expressions will be a text; where only some texts are allowed (enum, const, pattern) it is refused.
-- Depth is bounded so that a hostile value cannot exhaust the stack.
create or replace function reflux_private.schema_problems(schema jsonb, value jsonb, path text, templates boolean default false, depth int default 0)
returns setof jsonb language plpgsql immutable set search_path = pg_catalog, pg_temp set standard_conforming_strings = on as $$
declare
  v_type text := jsonb_typeof(value);
  v_want jsonb := case jsonb_typeof(schema -> 'type') when 'array' then schema -> 'type' when 'string' then jsonb_build_array(schema -> 'type') end;
  v_key text; v_item jsonb; v_n int; v_number numeric; v_text text;
begin
  if jsonb_typeof(schema) <> 'object' then
    return;
  elsif templates and v_type = 'string' and value #>> '{}' like '%{{%}}%' then
    if value #>> '{}' ~ '^\s*\{\{.*\}\}\s*$' and value #>> '{}' !~ '\}\}.*\{\{' then
      return;
    elsif schema ?| array['enum', 'const', 'pattern'] then
      return next reflux_private.problem(path, 'RFV03', 'must be one whole expression, or none', 'Put the words into the expression: {{ "a" & input.b }}.');
    elsif not coalesce(v_want ? 'string', true) then
      return next reflux_private.problem(path, 'RFV03', format('expected %s, got a text', (select string_agg(t, ' or ') from jsonb_array_elements_text(v_want) t)),
        'An expression that stands alone keeps its type.');
    end if;
    return;
  end if;
  if depth > 64 then
    return next reflux_private.problem(path, 'RFV03', 'nested deeper than 64 levels');
    return;
  end if;
  if v_want is not null and not v_want ? v_type
     and not (v_want ? 'integer' and v_type = 'number' and (value #>> '{}')::numeric % 1 = 0) then
    return next reflux_private.problem(path, 'RFV03', format('expected %s, got %s',
      (select string_agg(t, ' or ') from jsonb_array_elements_text(v_want) t), v_type));
    return;
  end if;
  if schema ? 'const' and schema -> 'const' <> value then
    return next reflux_private.problem(path, 'RFV03', format('must be %s', schema -> 'const'));
  end if;
  if jsonb_typeof(schema -> 'enum') = 'array' and not schema -> 'enum' @> jsonb_build_array(value) then
    return next reflux_private.problem(path, 'RFV03', format('must be one of %s', schema -> 'enum'));
  end if;

  case v_type
  when 'object' then
    for v_key in select r from jsonb_array_elements_text(coalesce(schema -> 'required', '[]')) r where not schema_problems.value ? r loop
      return next reflux_private.problem(path || '.' || v_key, 'RFV03', 'is required');
    end loop;
    for v_key, v_item in select * from jsonb_each(schema_problems.value) loop
      if schema -> 'properties' ? v_key then
        return query select reflux_private.schema_problems(schema -> 'properties' -> v_key, v_item, path || '.' || v_key, templates, depth + 1);
      elsif schema -> 'additionalProperties' = 'false' then
        return next reflux_private.problem(path || '.' || v_key, 'RFV03', 'is not a known field',
          'known: ' || coalesce((select string_agg(k, ', ' order by k) from jsonb_object_keys(schema -> 'properties') k), 'none'));
      elsif jsonb_typeof(schema -> 'additionalProperties') = 'object' then
        return query select reflux_private.schema_problems(schema -> 'additionalProperties', v_item, path || '.' || v_key, templates, depth + 1);
      end if;
    end loop;
  when 'array' then
    v_n := jsonb_array_length(value);
    if v_n < (schema ->> 'minItems')::int then
      return next reflux_private.problem(path, 'RFV03', format('needs at least %s items', schema ->> 'minItems'));
    elsif v_n > (schema ->> 'maxItems')::int then
      return next reflux_private.problem(path, 'RFV03', format('may have at most %s items', schema ->> 'maxItems'));
    end if;
    if jsonb_typeof(schema -> 'items') = 'object' then
      return query select p from jsonb_array_elements(schema_problems.value) with ordinality i(item, n),
        reflux_private.schema_problems(schema -> 'items', i.item, format('%s[%s]', path, i.n - 1), templates, depth + 1) p;
    end if;
  when 'string' then
    v_text := value #>> '{}';
    if length(v_text) < (schema ->> 'minLength')::int then
      return next reflux_private.problem(path, 'RFV03', format('needs at least %s characters', schema ->> 'minLength'));
    elsif length(v_text) > (schema ->> 'maxLength')::int then
      return next reflux_private.problem(path, 'RFV03', format('may have at most %s characters', schema ->> 'maxLength'));
    elsif schema ? 'pattern' and v_text !~ (schema ->> 'pattern') then
      return next reflux_private.problem(path, 'RFV03', format('must match %s', schema ->> 'pattern'));
    end if;
  when 'number' then
    v_number := (value #>> '{}')::numeric;
    if v_number < (schema ->> 'minimum')::numeric or v_number <= (schema ->> 'exclusiveMinimum')::numeric then
      return next reflux_private.problem(path, 'RFV03', format('is below %s', coalesce(schema ->> 'minimum', schema ->> 'exclusiveMinimum')));
    elsif v_number > (schema ->> 'maximum')::numeric or v_number >= (schema ->> 'exclusiveMaximum')::numeric then
      return next reflux_private.problem(path, 'RFV03', format('is above %s', coalesce(schema ->> 'maximum', schema ->> 'exclusiveMaximum')));
    end if;
  else
  end case;

  if jsonb_typeof(coalesce(schema -> 'oneOf', schema -> 'anyOf')) = 'array' and not exists (
       select from jsonb_array_elements(coalesce(schema -> 'oneOf', schema -> 'anyOf')) o(shape)
       where not exists (select from reflux_private.schema_problems(o.shape, schema_problems.value, path, templates, depth + 1))) then
    return next reflux_private.problem(path, 'RFV03', 'fits none of the allowed shapes');
  end if;
end $$;

comment on function reflux_private.schema_problems is
  'Problems of a value by a JSON Schema of the form subset, as {path, code, message, hint} rows; none when it fits.';
