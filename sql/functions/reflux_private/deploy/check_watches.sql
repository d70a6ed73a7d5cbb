-- Defects of a document's table.change steps: a table that was not opened to
-- flows, a `when` that would fail on every row or may not run in a writer's
-- transaction. A table that is not there and one that is closed are told alike.
create or replace function reflux_private.check_watches(parts reflux_private.flow_parts)
returns setof jsonb language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  v_step record;
  v_table regclass;
  v_role text := coalesce(
    (
      select p.sql_role
      from reflux.flow_permits p
      join reflux.flows f on f.id = p.flow_id
      where f.slug = (parts).document ->> 'name'),
    'reflux_query');
begin
  for v_step in
    select
      'steps.' || s.key || '.config.' as path,
      s.config -> 'when' as condition,
      format('%I.%I', coalesce(s.config ->> 'schema', 'public'), s.config ->> 'table') as table_name
    from unnest((parts).steps) s
    join reflux.nodes n on n.id = s.node_id
    where n.name = 'table.change'
      and s.step -> 'disabled' is distinct from 'true'
      and jsonb_typeof(s.config -> 'table') = 'string'
  loop
    v_table := to_regclass(v_step.table_name);
    if v_table is null
        or not coalesce(has_table_privilege(to_regrole(quote_ident(v_role)), v_table, 'trigger'), false) then
      return next reflux_private.problem(v_step.path || 'table', 'RFP02',
        format('%s may not be watched', v_step.table_name),
        format('If the table exists: grant trigger, select on %s to %I.', v_step.table_name, v_role));
    elsif jsonb_typeof(v_step.condition) = 'string' then
      begin
        perform reflux_private.holding(v_step.condition #>> '{}', v_step.table_name, '{}');
      exception when others then
        return next reflux_private.problem(v_step.path || 'when', 'RFV22',
          format('is no condition over new and old: %s', sqlerrm),
          'Compare new.column and old.column with values by operators, and, or, not, is null, in, between, '
            'case, and plain functions such as lower.');
      end;
    end if;
  end loop;
end $$;

comment on function reflux_private.check_watches is
  'Defects of a document''s table.change steps, one {path, code, message, hint} a row.';
