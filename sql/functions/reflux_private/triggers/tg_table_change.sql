-- Starts a run per changed row, in the writer's own transaction: the
-- change and its run commit or fail together.
-- The input is {operation, schema, table, new, old}, the row that is not there null.
-- Updated rows are paired in the order the statement touched them. Rows for which
-- `when` is not true do not count. Values that a run cannot keep are left out and named
-- (kept_columns): the writer's statement never fails for them. The writer's session may
-- write dates, intervals and bytes as it likes: the run gets them as every run does.
-- It has the rights of its owner, so it reads rows by plain_columns: types of the table may be anybody's.
create or replace function reflux_private.tg_table_change()
returns trigger language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
set timezone = 'UTC' set datestyle = 'ISO, MDY' set intervalstyle = 'postgres'
set bytea_output = 'hex' set extra_float_digits = 1 set xmlbinary = 'base64'
set standard_conforming_strings = on set transform_null_equals = off as $$
declare
  v_flow reflux.flows;
  v_graph bigint;
  v_config jsonb;
  v_inputs jsonb[];
  v_frame jsonb;
  v_columns text;
  v_before text;
  v_after text;
begin
  select * into v_flow from reflux.flows f where f.id = tg_argv[0]::bigint;
  if v_flow.id is null or not v_flow.enabled or v_flow.archived_at is not null then
    return null;
  end if;
  select t.config into v_config
  from reflux.table_triggers t
  where t.flow_id = v_flow.id and t.step = tg_argv[1] and to_regclass(t.table_name) = tg_relid
    and coalesce(t.config -> 'operations' ? lower(tg_op), true);
  if not found then
    return null; -- it is not wanted any more, and could not be dropped yet
  end if;
  select v.graph_id into v_graph from reflux.flow_versions v where v.id = v_flow.current_version_id;

  -- The inputs: a row each, its values read as plain_columns says.
  v_frame := jsonb_build_object(
    'operation', lower(tg_op),
    'schema', tg_table_schema,
    'table', tg_table_name,
    'new', null,
    'old', null);
  select string_agg(format('%s as %I', c.expression, c.name), ', ') into v_columns
  from reflux_private.plain_columns(tg_relid) c;
  v_before := format(
    '(select to_jsonb(r.*) as value, row_number() over () as i from (select %s from before_rows n) r)',
    v_columns);
  v_after := format(
    '(select to_jsonb(r.*) as value, row_number() over () as i from (select %s from after_rows n) r)',
    v_columns);
  begin
    if tg_op = 'INSERT' then
      execute 'select array_agg($1 || jsonb_build_object(''new'', n.value) order by n.i) '
        'from ' || v_after || ' n'
      into v_inputs
      using v_frame;
    elsif tg_op = 'DELETE' then
      execute 'select array_agg($1 || jsonb_build_object(''old'', o.value) order by o.i) '
        'from ' || v_before || ' o'
      into v_inputs
      using v_frame;
    else
      execute 'select array_agg($1 || jsonb_build_object(''old'', o.value, ''new'', n.value) order by n.i) '
        'from ' || v_before || ' o join ' || v_after || ' n on n.i = o.i '
        'where $2 = ''[]'' or exists (select from jsonb_array_elements_text($2) c '
        'where o.value -> c is distinct from n.value -> c)'
      into v_inputs
      using v_frame, coalesce(v_config -> 'columns', '[]');
    end if;
  exception when program_limit_exceeded then
    raise warning 'REFLUX: a change of %.% starts no run, a row is larger than a jsonb: %',
      tg_table_schema, tg_table_name, sqlerrm;
    return null;
  end;

  -- Those that count, without what cannot be kept.
  if v_inputs is not null and v_config ->> 'when' is not null then
    v_inputs := reflux_private.holding(
      v_config ->> 'when',
      format('%I.%I', tg_table_schema, tg_table_name),
      v_inputs);
  end if;
  if cardinality(v_inputs) > 0 then
    v_inputs := array(
      select reflux_private.kept_columns(i.input)
      from unnest(v_inputs) with ordinality i(input, n)
      order by i.n);
    perform reflux_private.start_runs(
      v_flow.id,
      v_flow.current_version_id,
      v_graph,
      v_inputs,
      trigger_step => tg_argv[1]);
  end if;
  return null;
end $$;

comment on function reflux_private.tg_table_change is
  'Starts a run per changed row, in the writer''s transaction.';
