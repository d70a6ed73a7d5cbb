-- The sweeper (I4): finds workers whose lease ended and takes their steps back, and
-- moves whatever should have moved and did not, because a doorbell, a notification or
-- a process was lost. One at a time; each sweep looks at a bounded slice of the live
-- runs, after `position`, and returns where the next one goes on (0: at the start).
create or replace function reflux_private.sweep("position" bigint default 0)
returns table (next_position bigint, lost_workers int, returned_steps int, rung_steps int)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp set lock_timeout = '10s' as $$
declare
  v_lost bigint[];
  v_stopped bigint[];
  v_pools text[];
  v_slice bigint[];
  v_taken reflux_private.motion;
  v_given reflux_private.motion;
  v_signalled reflux_private.motion;
  v_woken record;
begin
  next_position := sweep."position";
  lost_workers := 0;
  returned_steps := 0;
  rung_steps := 0;
  perform from reflux_private.duties d where d.name = 'sweep' for update skip locked;
  if not found then
    return next;
    return;
  end if;

  -- Workers whose lease ended are given up. When most are lost at once, what they ran is not to blame.
  with alive as (
    select
      w.id,
      greatest(w.lease_until, pg_postmaster_start_time() + s.lease) < reflux_private.clock() as is_overdue
    from reflux.workers w, reflux.settings s
    where w.stopped_at is null and w.lost_at is null),
  overdue as (
    select a.id from alive a where a.is_overdue),
  lost as (
    update reflux.workers w
    set lost_at = reflux_private.clock(), idle = 0, excused = w.excused or c.many
    from (
      select
        c.id,
        2 <= (select count(*) from overdue)
          and (select count(*) from alive) < 2 * (select count(*) from overdue) as many
      from reflux.workers c
      where c.id in (select o.id from overdue o)
      for update of c skip locked) c
    where w.id = c.id
    returning w.id, w.pools)
  select
    count(distinct l.id),
    array_agg(distinct l.id),
    array_agg(p.pool) filter (where p.pool is not null)
  into lost_workers, v_lost, v_pools
  from lost l
  left join lateral unnest(l.pools) p(pool) on true;
  if v_pools is not null then
    perform graphile_worker.force_unlock_workers(v_pools);
  end if;

  -- 500 live runs, after those of the last sweep.
  v_slice := array(
    select r.id
    from reflux.runs r
    where r.state in ('queued', 'running', 'paused') and r.id > sweep."position"
    order by r.id
    limit 500);
  next_position := case when cardinality(v_slice) = 500 then v_slice[500] else 0 end;

  -- Steps that workers held when they went, of runs that were locked
  -- then, or handed over at that very moment.
  select
    v_lost || array_agg(distinct w.id) filter (where w.lost_at is not null),
    array_agg(distinct w.id) filter (where w.lost_at is null)
  into v_lost, v_stopped
  from reflux.steps s
  join reflux.workers w on w.id = s.worker_id
  where s.run_id = any (v_slice) and s.state = 'running'
    and (w.lost_at is not null or w.stopped_at is not null);
  if v_lost is not null then
    v_taken := reflux_private.return_steps(v_lost, 'lost');
  end if;
  if v_stopped is not null then
    v_given := reflux_private.return_steps(v_stopped, 'released');
  end if;

  -- Races that ended, signals that came, waits that are over.
  perform reflux_private.sweep_races();
  v_signalled.settled := reflux_private.sweep_signals();
  select * into v_woken from reflux_private.wake_overdue(v_slice);
  perform reflux_private.settle_motions(v_taken, v_given, v_signalled, v_woken.woken);
  returned_steps := coalesce(cardinality(v_taken.moved), 0) + coalesce(cardinality(v_given.moved), 0);

  -- Calls that were lost.
  rung_steps := v_woken.sleepers + reflux_private.ring_overdue(v_slice) + reflux_private.sweep_slots();
  if rung_steps > 0 then
    -- Doorbells were lost, perhaps with a worker that died before it could say under which ids it locks jobs.
    -- Ours only: other programs may use the queue, too.
    perform graphile_worker.force_unlock_workers(array_agg(distinct j.locked_by))
    from graphile_worker._private_jobs j
    join graphile_worker._private_tasks t on t.id = j.task_id and t.identifier like 'reflux:%',
      reflux.settings e
    where j.locked_at < clock_timestamp() - 2 * e.lease
      and not exists (
        select from reflux.workers w
        where w.stopped_at is null and w.lost_at is null and j.locked_by = any (w.pools))
    having count(*) > 0;
  end if;
  delete from reflux_private.idle_workers i
  using (
    select c.worker_id
    from reflux_private.idle_workers c
    join reflux.workers w on w.id = c.worker_id
    where w.stopped_at is not null or w.lost_at is not null
    for update of c skip locked) c
  where i.worker_id = c.worker_id;
  return next;
end $$;

comment on function reflux_private.sweep is
  'Takes steps back from lost workers and wakes runs that nothing else would wake.';
