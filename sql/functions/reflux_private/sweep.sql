-- The sweeper (I4): finds workers whose lease ended and takes their steps back, rings again for steps whose
-- doorbell was lost, and keeps the time partitions. One at a time; each sweep looks at a bounded slice of the live
-- runs, after `position`, and returns where the next one goes on.
create or replace function reflux_private.sweep("position" bigint default 0)
returns table (next_position bigint, lost_workers int, returned_steps int, rung_steps int)
language plpgsql volatile set search_path = '' as $$
declare v_lost bigint[]; v_pools text[]; v_places reflux_private.place[]; v_oldest timestamptz;
begin
  next_position := sweep."position";
  lost_workers := 0; returned_steps := 0; rung_steps := 0;
  if not pg_try_advisory_xact_lock(hashtextextended('reflux:sweep', 0)) then
    return next;
    return;
  end if;

  with lost as (
    update reflux.workers w set lost_at = clock_timestamp(), idle = 0
    from (select c.id from reflux.workers c, reflux.settings s where c.stopped_at is null and c.lost_at is null
            and greatest(c.lease_until, pg_postmaster_start_time() + s.lease) < clock_timestamp() for update of c skip locked) c
    where w.id = c.id returning w.id, w.pools)
  select array_agg(l.id), array_agg(p.pool) filter (where p.pool is not null) into v_lost, v_pools
  from lost l left join lateral unnest(l.pools) p(pool) on true;
  if v_lost is not null then
    lost_workers := cardinality(v_lost);
    returned_steps := reflux_private.return_steps(v_lost, 'lost');
    if v_pools is not null then
      perform graphile_worker.force_unlock_workers(v_pools);
    end if;
  end if;

  with slice as (
    select r.id, r.graph_id, r.priority from reflux.runs r
    where r.state in ('queued', 'running') and r.id > sweep."position" order by r.id limit 500)
  select coalesce((select max(id) from slice having count(*) = 500), 0),
    (select array_agg(row(s.run_id, s.idx, s.scope, g.node_id, g.chunk, c.priority, null, s.losses >= 2)::reflux_private.place)
     from slice c join reflux.steps s on s.run_id = c.id join reflux.graph_steps g on g.graph_id = c.graph_id and g.idx = s.idx
     left join reflux.runs child on child.id = s.child_run_id
     where s.state = 'ready' and s.ready_at < clock_timestamp() - interval '5 seconds'
        or s.state = 'sleeping' and s.wake_at < clock_timestamp() - interval '5 seconds'
        or s.state = 'sleeping' and s.wait = 'child' and child.finished_at < clock_timestamp() - interval '5 seconds'
        or s.state = 'sleeping' and s.wait = 'slot' and not exists (select from reflux_private.slots o
             join reflux_private.slots mine on mine.key = o.key and mine.run_id = s.run_id and mine.idx = s.idx and mine.scope = s.scope
             where o.held))
  into next_position, v_places;
  if v_places is not null then
    -- A long queue is not a lost doorbell: ring only for what is older than the oldest job of its node.
    select array_agg(p) into v_places from unnest(v_places) p
    join reflux.nodes n on n.id = p.node_id
    left join reflux.steps s on s.run_id = p.run_id and s.idx = p.idx and s.scope = p.scope
    left join lateral (select min(j.run_at) as run_at from graphile_worker.jobs j
      where j.task_identifier = 'reflux:' || n.name || '@' || n.version) j on true
    where j.run_at is null or coalesce(s.wake_at, s.ready_at) < j.run_at - interval '1 second' or s.wait in ('child', 'slot');
    if v_places is not null then
      update reflux.steps s set state = 'ready', wait = null, ready_at = clock_timestamp() from unnest(v_places) p
      where s.run_id = p.run_id and s.idx = p.idx and s.scope = p.scope and s.state = 'sleeping' and s.wait = 'slot';
      rung_steps := cardinality(v_places);
      perform reflux_private.enqueue_steps(v_places);
    end if;
  end if;
  return next;
end $$;

comment on function reflux_private.sweep is 'Takes steps back from lost workers and wakes runs that nothing else would wake.';
