-- Of the inputs of a changed table, those for which the condition of a table.change step is true. What a
-- row's condition raises never reaches the writer: the row does not count, and a warning says why. The list
-- is halved until the row stands alone, so a bad row costs a few statements more, and no other row its run.
-- Without inputs it raises what is wrong with the condition, whatever the rows.
-- `new` and `old` have the columns of plain_columns, so a type of the
-- table brings no code of its maker in here either.
create or replace function reflux_private.holding(condition text, table_name text, inputs jsonb[])
returns jsonb[] language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  v_held jsonb[];
  v_half int := cardinality(inputs) / 2;
  v_columns text;
begin
  if not reflux_private.is_condition(condition) then
    perform reflux_private.fail('RFV22', 'it holds what may not run in a writer''s transaction');
  end if;
  select string_agg(format('%I %s', c.name, c.type), ', ') into v_columns
  from reflux_private.plain_columns(table_name::regclass) c;
  execute format('select coalesce(array_agg(r.input order by r.i), ''{}'') '
    'from unnest($1) with ordinality r(input, i) where '
    || '(select (%1$s) is true from jsonb_to_record(nullif(r.input -> ''new'', ''null'')) new(%2$s), '
    || 'jsonb_to_record(nullif(r.input -> ''old'', ''null'')) old(%2$s))', condition, v_columns)
  into v_held
  using inputs;
  return v_held;
exception when others or assert_failure then
  if cardinality(inputs) = 0 then
    raise;
  elsif cardinality(inputs) > 1 and sqlstate <> 'RFV22' then
    return reflux_private.holding(condition, table_name, inputs[:v_half])
      || reflux_private.holding(condition, table_name, inputs[v_half + 1:]);
  end if;
  raise warning 'REFLUX: a change of % starts no run, its condition failed: %', table_name, sqlerrm;
  return '{}';
end $$;

comment on function reflux_private.holding is
  'The inputs for which the condition of a table.change step is true; one it fails on is left out, with a '
  'warning.';
