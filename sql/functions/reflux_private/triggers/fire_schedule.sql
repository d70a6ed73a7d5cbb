-- Starts the runs of a schedule that is due, exactly once however many workers ask: the row has to be due at
-- `due` still, and a time's idempotency key is the schedule and the time. `times` are the times that have
-- come since `due`, the newest ones at least; `next` is the one after them. A time within the last minute is
-- on time; of those before it as many as the config's `catch_up` are made up for, the rest is dropped. While
-- the last run goes on, overlap `skip` drops them, `queue` lets them wait, `allow` starts all. Without `due`
-- only the next time is noted.
-- Without `next` there is none after them, or the expression cannot be read (`problem`): it is not looked at
-- again. Returns when to look at the schedule again; null: when it is due next.
create or replace function reflux_private.fire_schedule(
  schedule bigint,
  due timestamptz,
  times timestamptz[],
  next timestamptz,
  problem text default null)
returns timestamptz language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_schedule reflux.schedules;
  v_flow reflux.flows;
  v_graph bigint;
  v_busy boolean;
  v_overlap text;
  v_keep int;
  v_now timestamptz := reflux_private.clock();
  v_next timestamptz := fire_schedule.next;
  v_times timestamptz[];
  v_runs bigint[];
begin
  select * into v_schedule
  from reflux.schedules s
  where s.id = schedule and s.next_at is not distinct from fire_schedule.due
  for update skip locked;
  if v_schedule.id is null or due > v_now then
    return (select s.next_at from reflux.schedules s where s.id = schedule);
  end if;
  select * into v_flow from reflux.flows f where f.id = v_schedule.flow_id;
  if not v_flow.enabled or v_flow.archived_at is not null then
    return null;
  end if;

  -- Which of the times that have come are run: the last of them, fewer while a run of before is busy.
  if due is not null then
    v_keep := coalesce((v_schedule.config ->> 'catch_up')::int, 1)
      + exists (select from unnest(times) t where t between v_now - interval '1 minute' and v_now)::int;
    v_times := array(
      select k.t
      from (select t from unnest(times) t where t between due and v_now order by t desc limit v_keep) k
      order by k.t);
    v_overlap := coalesce(v_schedule.config ->> 'overlap', 'skip');
    v_busy := exists (
      select from reflux.runs r where r.id = v_schedule.last_run_id and r.finished_at is null);
    if v_overlap = 'skip' then
      v_times := case when not v_busy then v_times[cardinality(v_times):] else '{}' end;
    elsif v_overlap = 'queue' and cardinality(v_times) > 0 then
      if v_busy then
        update reflux.schedules s set next_at = v_times[1] where s.id = schedule and s.next_at <> v_times[1];
        return v_now + interval '1 second';
      end if;
      v_next := coalesce(v_times[2], v_next);
      v_times := v_times[:1];
    end if;
  end if;
  if cardinality(v_times) > 0 then
    select v.graph_id into strict v_graph from reflux.flow_versions v where v.id = v_flow.current_version_id;
    select array_agg(r.run_id order by r.run_id) into v_runs
    from reflux_private.start_runs(
      v_flow.id,
      v_flow.current_version_id,
      v_graph,
      array(select jsonb_build_object('scheduled_at', reflux_private.iso_time(t)) from unnest(v_times) t),
      array(
        select reflux_private.run_key('schedule', null, schedule::text, reflux_private.iso_time(t))
        from unnest(v_times) t),
      trigger_step => v_schedule.step) r;
  end if;
  update reflux.schedules s set
    next_at = v_next,
    problem = case when v_next is null then coalesce(fire_schedule.problem, 'it has no next time') end,
    last_at = coalesce(v_times[cardinality(v_times)], s.last_at),
    last_run_id = coalesce(v_runs[cardinality(v_runs)], s.last_run_id)
  where s.id = schedule;
  return v_next;
end $$;

comment on function reflux_private.fire_schedule is
  'Starts the runs of a due schedule, once for each time; returns when to look at it again.';
