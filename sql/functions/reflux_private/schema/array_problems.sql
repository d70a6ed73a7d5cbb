-- What is wrong with a list by a JSON Schema: the part of schema_problems for lists.
create or replace function reflux_private.array_problems(
  schema jsonb, value jsonb, path text, templates boolean, root jsonb, depth int)
returns jsonb[] language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
declare
  v_length constant int := jsonb_array_length(value);
  v_first int := coalesce(jsonb_array_length(schema -> 'prefixItems'), 0);
  v_item jsonb;
  v_rule jsonb;
  v_n int;
  v_fits int;
  v_found jsonb[];
begin
  if v_length < (schema ->> 'minItems')::numeric then
    v_found := v_found || reflux_private.problem(path, 'RFV03',
      format('needs at least %s items', schema ->> 'minItems'));
  end if;
  if v_length > (schema ->> 'maxItems')::numeric then
    v_found := v_found || reflux_private.problem(path, 'RFV03',
      format('may have at most %s items', schema ->> 'maxItems'));
  end if;
  if schema -> 'uniqueItems' = 'true' and not (templates and value::text like '%{{%}}%')
    and v_length > (select count(distinct i) from jsonb_array_elements(array_problems.value) i) then
    v_found := v_found || reflux_private.problem(path, 'RFV03', 'has an item twice');
  end if;
  if v_first > 0 or schema ? 'items' then
    for v_item, v_n in
      select i.item, i.n - 1 from jsonb_array_elements(array_problems.value) with ordinality i(item, n)
    loop
      v_rule := case when v_n < v_first then schema -> 'prefixItems' -> v_n else schema -> 'items' end;
      exit when v_rule is null;
      v_found := v_found || reflux_private.schema_problems(
        v_rule, v_item, path || '[' || v_n || ']', templates, root, depth + 1);
    end loop;
  end if;
  if schema ? 'contains' then
    v_fits := (
      select count(*)
      from jsonb_array_elements(array_problems.value) i(item)
      where reflux_private.schema_problems(
        schema -> 'contains', i.item, path, templates, root, depth + 1) is null);
    if v_fits < coalesce((schema ->> 'minContains')::numeric, 1) then
      v_found := v_found || reflux_private.problem(path, 'RFV03',
        format('needs at least %s items as "contains" says', coalesce(schema ->> 'minContains', '1')));
    end if;
    -- An expression may still give what does not fit.
    if v_fits > (schema ->> 'maxContains')::numeric and not (templates and value::text like '%{{%}}%') then
      v_found := v_found || reflux_private.problem(path, 'RFV03',
        format('may have at most %s items as "contains" says', schema ->> 'maxContains'));
    end if;
  end if;
  return v_found;
end $$;

comment on function reflux_private.array_problems is
  'Problems of a list by a JSON Schema, in schema_problems.';
