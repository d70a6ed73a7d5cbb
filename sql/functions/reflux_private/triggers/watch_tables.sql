-- Makes a flow's table.change steps what its current version says, and touches no table for which nothing
-- changes: a database trigger holds up readers or writers of its table for a moment, and whoever waits for
-- that holds up all behind it. Triggers are named reflux_<table_triggers.id>_<operation>. Whether a table may
-- be watched, and by which condition, check_watches has said before. 55P03 when a writer is long at it:
-- nothing is deployed then.
create or replace function reflux_private.watch_tables(flow bigint)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp set lock_timeout = '2s' as $$
declare
  v_wanted reflux.table_triggers[];
  v_row record;
begin
  select array_agg(row(
    null,
    f.id,
    g.key,
    format('%I.%I', coalesce(g.config ->> 'schema', 'public'), g.config ->> 'table'),
    g.config)::reflux.table_triggers)
  into v_wanted
  from reflux.flows f
  join reflux.flow_versions v on v.id = f.current_version_id
  join reflux.graph_steps g on g.graph_id = v.graph_id and not g.removed
  join reflux.nodes n on n.id = g.node_id and n.name = 'table.change'
  where f.id = flow and f.archived_at is null and not coalesce((g.options ->> 'disabled')::boolean, false)
    and (v.reach is null or exists (
      select from reflux.flow_permits p where p.flow_id = f.id and p.sql_role is not null));

  delete from reflux.table_triggers t where t.flow_id = flow
    and not exists (select from unnest(v_wanted) w where w.step = t.step and w.table_name = t.table_name);
  insert into reflux.table_triggers as t (flow_id, step, table_name, config)
  select w.flow_id, w.step, w.table_name, w.config from unnest(v_wanted) w order by w.step
  on conflict on constraint table_triggers_flow_step do update set config = excluded.config
  where t.config <> excluded.config;

  for v_row in
    select w.*, n.nspname, c.relname from reflux_private.watches w
    join pg_catalog.pg_class c on c.oid = w.watched join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where w.flow_id = flow and not w.is_there
  loop
    -- An operation chooses a statement and is no part of one.
    execute format(case v_row.operation
        when 'insert' then 'create trigger %I after insert on %I.%I referencing new table as after_rows '
        when 'update' then 'create trigger %I after update on %I.%I referencing old table as before_rows '
          'new table as after_rows '
        when 'delete' then 'create trigger %I after delete on %I.%I referencing old table as before_rows ' end
        || 'for each statement execute function reflux_private.tg_table_change(%L, %L)',
      v_row.trigger_name, v_row.nspname, v_row.relname, flow, v_row.step);
  end loop;
  perform reflux_private.drop_stale_watches();
end $$;

comment on function reflux_private.watch_tables is
  'Makes the database triggers behind a flow''s table.change steps what its current version says.';
