-- What is wrong with a value by the schemas that a JSON Schema puts together: the part of schema_problems for
-- $ref, allOf, anyOf, oneOf, not and if. An `open` value holds expressions: it may fit, so nothing is held
-- against it for fitting (not, a second shape of oneOf), and which way an `if` goes is not known.
create or replace function reflux_private.shape_problems(
  schema jsonb, value jsonb, path text, templates boolean, root jsonb, depth int, open boolean)
returns jsonb[] language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
declare
  v_part jsonb;
  v_fits int;
  v_found jsonb[];
  v_branch text;
begin
  if schema ? '$ref' then
    v_part := root #> reflux_private.schema_place(schema ->> '$ref');
    if v_part is not null then
      v_found := v_found || reflux_private.schema_problems(v_part, value, path, templates, root, depth + 1);
    end if;
  end if;
  if jsonb_typeof(schema -> 'allOf') = 'array' then
    for v_part in select jsonb_array_elements(schema -> 'allOf') loop
      v_found := v_found || reflux_private.schema_problems(v_part, value, path, templates, root, depth + 1);
    end loop;
  end if;
  if jsonb_typeof(schema -> 'anyOf') = 'array' and not exists (
      select from jsonb_array_elements(schema -> 'anyOf') s(shape)
      where reflux_private.schema_problems(
        s.shape, shape_problems.value, path, templates, root, depth + 1) is null) then
    v_found := v_found || reflux_private.problem(path, 'RFV03', 'fits none of the allowed shapes');
  end if;
  if jsonb_typeof(schema -> 'oneOf') = 'array' then
    v_fits := (
      select count(*)
      from jsonb_array_elements(schema -> 'oneOf') s(shape)
      where reflux_private.schema_problems(
        s.shape, shape_problems.value, path, templates, root, depth + 1) is null);
    if v_fits = 0 or v_fits > 1 and not open then
      v_found := v_found || reflux_private.problem(path, 'RFV03',
        case v_fits
          when 0 then 'fits none of the allowed shapes'
          else 'fits more than one of the shapes of which one is allowed' end);
    end if;
  end if;
  if open then
    return v_found;
  end if;
  if schema ? 'not'
      and reflux_private.schema_problems(
        schema -> 'not', value, path, templates, root, depth + 1) is null then
    v_found := v_found || reflux_private.problem(path, 'RFV03', 'has a shape that is not allowed');
  end if;
  if schema ? 'if' then
    v_branch := case
      when reflux_private.schema_problems(schema -> 'if', value, path, templates, root, depth + 1) is null
        then 'then'
      else 'else' end;
    if schema ? v_branch then
      v_found := v_found
        || reflux_private.schema_problems(schema -> v_branch, value, path, templates, root, depth + 1);
    end if;
  end if;
  return v_found;
end $$;

comment on function reflux_private.shape_problems is
  'Problems of a value by allOf, anyOf, oneOf, not, if and $ref, in schema_problems.';
