-- Creates and drops the database triggers behind a flow's table.change steps: reflux_<table_triggers.id>_<operation>.
-- Whether a table may be watched, and by which condition, check_watches has said before.
create or replace function reflux_private.watch_tables(flow bigint)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare v_row record; v_op text; v_table regclass; v_id bigint;
begin
  for v_row in select * from reflux.table_triggers t where t.flow_id = flow loop
    v_table := to_regclass(v_row.table_name);
    if v_table is not null then
      foreach v_op in array array['insert', 'update', 'delete'] loop
        execute format('drop trigger if exists %I on %s', format('reflux_%s_%s', v_row.id, v_op), v_table);
      end loop;
    end if;
  end loop;
  delete from reflux.table_triggers t where t.flow_id = flow;

  for v_row in
    select g.key, g.config, format('%I.%I', coalesce(g.config ->> 'schema', 'public'), g.config ->> 'table') as table_name
    from reflux.flows f join reflux.flow_versions v on v.id = f.current_version_id join reflux.graph_steps g on g.graph_id = v.graph_id
    join reflux.nodes n on n.id = g.node_id and n.name = 'table.change'
    where f.id = flow and f.archived_at is null and not coalesce((g.options ->> 'disabled')::boolean, false)
      and (v.reach is null or exists (select from reflux.flow_permits p where p.flow_id = f.id and p.sql_role is not null))
  loop
    insert into reflux.table_triggers (flow_id, step, table_name, config) values (flow, v_row.key, v_row.table_name, v_row.config)
    returning id into v_id;
    for v_op in select o from jsonb_array_elements_text(coalesce(v_row.config -> 'operations', '["insert", "update", "delete"]')) o loop
      execute format('create trigger %I after %s on %s referencing %s for each statement execute function reflux_private.tg_table_change(%L, %L)',
        format('reflux_%s_%s', v_id, v_op), v_op, v_row.table_name,
        case v_op when 'insert' then 'new table as after_rows' when 'delete' then 'old table as before_rows'
          else 'old table as before_rows new table as after_rows' end, flow, v_row.key);
    end loop;
  end loop;
end $$;

comment on function reflux_private.watch_tables is 'Creates and drops the database triggers behind a flow''s table.change steps.';
