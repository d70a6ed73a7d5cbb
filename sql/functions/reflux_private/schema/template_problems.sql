-- What is wrong with a text that holds {{ }}, by the schema of its field, before it is evaluated.
create or replace function reflux_private.template_problems(schema jsonb, template text, path text)
returns jsonb[] language plpgsql immutable set search_path = pg_catalog, pg_temp
  set standard_conforming_strings = on as $$
declare v_want constant jsonb := schema -> 'type';
begin
  if template ~ '^\s*\{\{.*\}\}\s*$' and template !~ '\}\}.*\{\{' then
    return null;
  elsif schema ?| array['enum', 'const', 'pattern'] then
    return array[reflux_private.problem(path, 'RFV03', 'must be one whole expression, or none',
      'Put the words into the expression: {{ "a" & input.b }}.')];
  elsif v_want is not null and not v_want @> '"string"' then
    return array[reflux_private.problem(path, 'RFV03',
      format('expected %s, got a text', reflux_private.type_words(v_want)),
      'An expression that stands alone keeps its type.')];
  end if;
  return null;
end $$;

comment on function reflux_private.template_problems is
  'Problems of a text with expressions by the schema of its field.';
