-- What is wrong with a number by a JSON Schema: the part of
-- schema_problems for numbers. By value and exactly.
create or replace function reflux_private.number_problem(schema jsonb, value numeric, path text)
returns jsonb[] language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
declare v_message text;
begin
  v_message := case
    when value < (schema ->> 'minimum')::numeric then 'is below ' || (schema ->> 'minimum')
    when value <= (schema ->> 'exclusiveMinimum')::numeric
      then 'must be above ' || (schema ->> 'exclusiveMinimum')
    when value > (schema ->> 'maximum')::numeric then 'is above ' || (schema ->> 'maximum')
    when value >= (schema ->> 'exclusiveMaximum')::numeric
      then 'must be below ' || (schema ->> 'exclusiveMaximum')
    when value % (schema ->> 'multipleOf')::numeric <> 0
      then 'must be a multiple of ' || (schema ->> 'multipleOf') end;
  return case when v_message is not null then array[reflux_private.problem(path, 'RFV03', v_message)] end;
end $$;

comment on function reflux_private.number_problem is
  'What is wrong with a number by a JSON Schema, in schema_problems.';
