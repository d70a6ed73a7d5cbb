-- Keeps the daily partitions of the history tables: today and the two days ahead exist, those past
-- settings.keep_history are dropped. The default partition catches what comes when this was not called. Days are those
-- of UTC, whoever calls. It needs the whole table for a moment, and gives up rather than stop everybody behind it. One at a
-- time: who comes while another is at it has nothing to do.
create or replace function reflux_private.keep_partitions()
returns int language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set timezone = 'UTC' set lock_timeout = '2s' as $$
declare v_table text; v_day date; v_name text; v_changed int := 0; v_keep interval := (select keep_history from reflux.settings);
begin
  perform from reflux_private.duties d where d.name = 'partitions' for update skip locked;
  if not found then
    return 0;
  end if;
  foreach v_table in array array['attempts', 'run_events', 'step_logs', 'changes'] loop
    for v_day in select d::date from generate_series(current_date, current_date + 2, interval '1 day') d loop
      v_name := v_table || '_' || to_char(v_day, 'YYYYMMDD');
      if to_regclass('reflux.' || v_name) is null then
        begin
          execute format('create table reflux.%I partition of reflux.%I for values from (%L) to (%L)', v_name, v_table, v_day, v_day + 1);
          execute format('comment on table reflux.%I is %L', v_name, format(E'@behavior -*\n\nThe day %s of reflux.%s.', v_day, v_table));
          v_changed := v_changed + 1;
        exception when check_violation then
          null; -- rows of that day are in the default partition already; they stay there
        end;
      end if;
    end loop;
    for v_name in
      select c.relname from pg_catalog.pg_inherits i join pg_catalog.pg_class c on c.oid = i.inhrelid
      where i.inhparent = ('reflux.' || v_table)::regclass and c.relname ~ '_\d{8}$'
        and to_date(right(c.relname, 8), 'YYYYMMDD') < current_date - case v_table when 'changes' then interval '1 day' else v_keep end
    loop
      execute format('drop table reflux.%I', v_name);
      v_changed := v_changed + 1;
    end loop;
  end loop;
  return v_changed;
end $$;

comment on function reflux_private.keep_partitions is 'Creates the next daily partitions of the history tables and drops the old.';
