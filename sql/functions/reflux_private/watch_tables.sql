-- Creates and drops the database triggers behind a flow's table.change steps: reflux_<table_triggers.id>_<operation>.
-- Whether a table may be watched, and by which condition, check_watches has said before.
create or replace function reflux_private.watch_tables(flow bigint)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare v_row record; v_op text; v_id bigint;
begin
  for v_row in
    select g.tgname, n.nspname, c.relname from reflux.table_triggers t
    join pg_catalog.pg_trigger g on g.tgname in ('reflux_' || t.id || '_insert', 'reflux_' || t.id || '_update', 'reflux_' || t.id || '_delete')
      and g.tgfoid = 'reflux_private.tg_table_change'::regproc
    join pg_catalog.pg_class c on c.oid = g.tgrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where t.flow_id = flow
  loop
    execute format('drop trigger %I on %I.%I', v_row.tgname, v_row.nspname, v_row.relname);
  end loop;
  delete from reflux.table_triggers t where t.flow_id = flow;

  for v_row in
    select g.key, g.config, coalesce(g.config ->> 'schema', 'public') as nspname, g.config ->> 'table' as relname
    from reflux.flows f join reflux.flow_versions v on v.id = f.current_version_id join reflux.graph_steps g on g.graph_id = v.graph_id
    join reflux.nodes n on n.id = g.node_id and n.name = 'table.change'
    where f.id = flow and f.archived_at is null and not coalesce((g.options ->> 'disabled')::boolean, false)
      and (v.reach is null or exists (select from reflux.flow_permits p where p.flow_id = f.id and p.sql_role is not null))
  loop
    insert into reflux.table_triggers (flow_id, step, table_name, config) values (flow, v_row.key, format('%I.%I', v_row.nspname, v_row.relname), v_row.config)
    returning id into v_id;
    for v_op in select distinct o from jsonb_array_elements_text(coalesce(v_row.config -> 'operations', '["insert", "update", "delete"]')) o loop
      -- An operation chooses a statement and is no part of one.
      execute format(case v_op
          when 'insert' then 'create trigger %I after insert on %I.%I referencing new table as after_rows '
          when 'update' then 'create trigger %I after update on %I.%I referencing old table as before_rows new table as after_rows '
          when 'delete' then 'create trigger %I after delete on %I.%I referencing old table as before_rows ' end
          || 'for each statement execute function reflux_private.tg_table_change(%L, %L)',
        'reflux_' || v_id || '_' || v_op, v_row.nspname, v_row.relname, flow, v_row.key);
    end loop;
  end loop;
end $$;

comment on function reflux_private.watch_tables is 'Creates and drops the database triggers behind a flow''s table.change steps.';
