-- Keeps the daily partitions of the history tables: today and the two days ahead exist, those past
-- settings.keep_history are dropped, unless somebody has yet to read of that day's ends.
-- The default partition catches what comes when this was not called. Days
-- are those of UTC, whoever calls. A day is made aside and then attached, which lets everybody else read and
-- write; what needs a table that somebody else holds (a backup) is left undone for the next time, so that
-- nobody waits behind us. One at a time: who comes while another is at it has nothing to do.
create or replace function reflux_private.keep_partitions(out changed int, out left_undone int)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC' set datestyle = 'ISO, MDY' set intervalstyle = 'postgres'
set standard_conforming_strings = on set lock_timeout = '50ms' as $$
declare
  v_table text;
  v_day date;
  v_name text;
  v_unread xid8 := reflux_private.unread_from();
  v_keep interval := (select keep_history from reflux.settings);
  v_today date := reflux_private.clock()::date;
begin
  changed := 0;
  left_undone := 0;
  perform from reflux_private.duties d where d.name = 'partitions' for update skip locked;
  if not found then
    return;
  end if;
  foreach v_table in array array['attempts', 'run_events', 'step_logs', 'changes'] loop

    -- Today and the two days ahead.
    for v_day in select d::date from generate_series(v_today, v_today + 2, interval '1 day') d loop
      v_name := v_table || '_' || to_char(v_day, 'YYYYMMDD');
      if to_regclass('reflux.' || v_name) is null then
        begin
          if v_day = v_today then
            -- Rows of today are on their way to the default partition,
            -- which would refuse them from the commit on.
            execute format('lock table reflux.%I in access exclusive mode', v_table);
          end if;
          execute format(
            'create table reflux.%I (like reflux.%I including all excluding identity excluding comments)',
            v_name, v_table);
          execute format('comment on table reflux.%I is %L', v_name,
            format(E'@behavior -*\n\nThe day %s of reflux.%s.', v_day, v_table));
          execute format(
            'alter table reflux.%I attach partition reflux.%I for values from (%L) to (%L)',
            v_table, v_name, v_day, v_day + 1);
          changed := changed + 1;
        exception
          when check_violation then
            null; -- rows of that day are in the default partition already; they stay there
          when lock_not_available then
            left_undone := left_undone + 1;
        end;
      end if;
    end loop;

    -- What is past its term.
    for v_name in
      select c.relname
      from pg_catalog.pg_inherits i
      join pg_catalog.pg_class c on c.oid = i.inhrelid
      where i.inhparent = ('reflux.' || v_table)::regclass
        and c.relname ~ '_\d{8}$'
        and to_date(right(c.relname, 8), 'YYYYMMDD')
          < v_today - case v_table when 'changes' then interval '1 day' else v_keep end
    loop
      begin
        v_day := to_date(right(v_name, 8), 'YYYYMMDD');
        continue when v_table <> 'changes' and v_unread is not null and exists (
          select from reflux.attempts a
          where a.finished_at >= v_day and a.finished_at < v_day + 1
            and a.xid::text::bigint >= v_unread::text::bigint);
        execute format('drop table reflux.%I', v_name);
        changed := changed + 1;
      exception when lock_not_available then
        left_undone := left_undone + 1;
      end;
    end loop;
  end loop;
end $$;

comment on function reflux_private.keep_partitions is
  'Creates the next daily partitions of the history tables and drops the old; says how many, and how many '
  'somebody held.';
