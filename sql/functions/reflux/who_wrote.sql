-- Which step wrote a row of a table of yours, as the row stands now: its xmin is the transaction in which the
-- step's SQL ran and the step was completed. `key` is an object of columns and values, or the value of a
-- primary key of one column. No row: it was not a step, or one whose history is gone, or a function of yours
-- wrote it in a block with an exception handler, which has an id of its own. Ids of transactions in rows come
-- again after 2^32: a row that nobody wrote for so long may be said to be of a younger step.
-- With the caller's rights: nothing is told of tables, or rows, that he may not read.
create or replace function reflux.who_wrote(table_name text, key jsonb)
returns table (run_id bigint, flow text, step text, scope text, attempt int, at timestamptz)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  v_table record;
  v_key jsonb := reflux_private.require_measure(key, 'the key');
  v_where text;
  v_next bigint;
  v_xids bigint[];
begin
  select * into v_table
  from reflux_private.own_tables() t
  where t.name = reflux_private.table_named(who_wrote.table_name);
  if v_table.name is null then
    perform reflux_private.fail('RFV06',
      format('no table %s that you may read', quote_nullable(who_wrote.table_name)),
      null,
      'A table, not a view, as schema.table; public where no schema is named.');
  end if;
  if jsonb_typeof(v_key) in ('string', 'number', 'boolean') and cardinality(v_table.key_columns) = 1 then
    v_key := jsonb_build_object(v_table.key_columns[1], v_key);
  end if;
  if jsonb_typeof(v_key) is distinct from 'object' or v_key = '{}' then
    perform reflux_private.fail('RFV06', 'the key names no row', null,
      'An object of columns and values, such as {"id": 7}.');
  end if;

  select string_agg(
    case
      when c.value is null then format('t.%I is null', c.name)
      else format('t.%I = %L', c.name, c.value) end,
    ' and ')
  into v_where
  from jsonb_each_text(v_key) c(name, value);
  begin
    execute format('select array(select distinct t.xmin::text::bigint from %I.%I t where ',
      v_table.schema_name, v_table.table_name) || v_where || ' limit 100)'
    into v_xids;
  exception when undefined_column or undefined_function or data_exception or datatype_mismatch then
    perform reflux_private.fail('RFV06', format('the key does not fit table %s: %s', v_table.name, sqlerrm));
  end;

  -- The newest transactions with these ids, which are 32 bits of 64.
  v_next := greatest(
    pg_snapshot_xmax(pg_current_snapshot())::text::bigint,
    pg_current_xact_id_if_assigned()::text::bigint + 1);
  return query
    select a.run_id, f.slug, g.key, a.scope, a.attempt, a.finished_at
    from reflux_private.writers_of(array(
      select x + ((v_next - 1 - x) >> 32 << 32) from unnest(v_xids) x)) a
    join reflux.runs r on r.id = a.run_id
    join reflux.flows f on f.id = r.flow_id
    join reflux.graph_steps g on g.graph_id = a.graph_id and g.idx = a.idx;
end $$;

comment on function reflux.who_wrote is
  'Which step of which run wrote a row of a table, as it stands now; right within 2^32 transactions. '
  'Errors: RFV04, RFV06, RFV23.';
