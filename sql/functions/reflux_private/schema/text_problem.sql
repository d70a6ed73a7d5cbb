-- What is wrong with a text by a JSON Schema: the part of
-- schema_problems for texts. Its length is counted in characters.
create or replace function reflux_private.text_problem(schema jsonb, value text, path text)
returns jsonb[] language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
  if length(value) < (schema ->> 'minLength')::numeric then
    return array[reflux_private.problem(path, 'RFV03',
      format('needs at least %s characters', schema ->> 'minLength'))];
  elsif length(value) > (schema ->> 'maxLength')::numeric then
    return array[reflux_private.problem(path, 'RFV03',
      format('may have at most %s characters', schema ->> 'maxLength'))];
  elsif schema ? 'pattern'
      and value !~ (reflux_private.portable_pattern(schema ->> 'pattern') collate "C") then
    return array[reflux_private.problem(path, 'RFV03', reflux_private.pattern_words(schema))];
  elsif schema ? 'format' and value !~ (reflux_private.format_pattern(schema ->> 'format') collate "C") then
    return array[reflux_private.problem(path, 'RFV03', format('must be a %s', schema ->> 'format'))];
  end if;
  return null;
end $$;

comment on function reflux_private.text_problem is
  'What is wrong with a text by a JSON Schema, in schema_problems.';
