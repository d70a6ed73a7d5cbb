-- Rings again for steps of these runs whose doorbell must have been lost: ready, or due for a retry, for five
-- seconds, and older than any job that could be theirs. A long queue is not a lost doorbell. `ready_at`
-- becomes the time of the new doorbell, so that it is not rung at each sweep.
create or replace function reflux_private.ring_overdue(run_ids bigint[])
returns int language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare v_places reflux_private.place[];
begin
  with overdue as (
    select
      s.run_id,
      s.idx,
      s.scope,
      g.node_id,
      g.chunk,
      r.priority,
      s.losses,
      coalesce(s.wake_at, s.ready_at) as since
    from reflux.runs r
    join reflux.steps s on s.run_id = r.id
    join reflux.graph_steps g on g.graph_id = r.graph_id and g.idx = s.idx
    where r.id = any (run_ids) and r.state in ('queued', 'running')
      and (s.state = 'ready' and s.ready_at < reflux_private.clock() - interval '5 seconds'
        or s.state = 'sleeping' and s.wait = 'retry'
          and s.wake_at < reflux_private.clock() - interval '5 seconds')),
  -- The oldest doorbell of each node and priority. No doorbell is a job that used up its tries, one that is
  -- locked by nobody who lives, and one that was locked long ago and still left these steps ready: the reply
  -- that would have brought it to its worker may be lost.
  queue as materialized (
    select
      n.id as node_id,
      j.priority,
      min(reflux_private.rung_at(j.run_at, j.created_at) - clock_timestamp() + reflux_private.clock())
        as oldest
    from reflux.nodes n
    join graphile_worker.jobs j on j.task_identifier = 'reflux:' || n.name || '@' || n.version,
      reflux.settings e
    where n.id in (select o.node_id from overdue o)
      and case
        when j.locked_by is null then j.attempts < j.max_attempts
        else j.locked_at > clock_timestamp() - 3 * e.lease
          and exists (
            select from reflux.workers w
            where w.stopped_at is null and w.lost_at is null and j.locked_by = any (w.pools)) end
    group by n.id, j.priority),
  lost as (
    select o.*, q.oldest
    from overdue o
    left join queue q on q.node_id = o.node_id and q.priority = o.priority
    where q.oldest is null or o.since < q.oldest - interval '1 second'),
  held as (
    select s.run_id, s.idx, s.scope, l.node_id, l.chunk, l.priority, l.losses
    from lost l
    join reflux.steps s on s.run_id = l.run_id and s.idx = l.idx and s.scope = l.scope
    where s.state = 'ready' or s.state = 'sleeping' and s.wait = 'retry'
    order by s.run_id, s.idx, s.scope
    for update of s skip locked),
  rung as (
    update reflux.steps s
    set state = 'ready', wait = null, wake_at = null, ready_at = reflux_private.clock()
    from held h
    where s.run_id = h.run_id and s.idx = h.idx and s.scope = h.scope
    returning s.run_id, s.idx, s.scope, h.node_id, h.chunk, h.priority, h.losses)
  select array_agg(
    reflux_private.place(
        run_id => r.run_id,
        idx => r.idx,
        scope => r.scope,
        node_id => r.node_id,
        chunk => r.chunk,
        priority => r.priority,
        quarantine => r.losses >= e.losses_before_quarantine))
  into v_places
  from rung r, reflux.settings e;
  if v_places is not null then
    perform reflux_private.enqueue_steps(v_places);
  end if;
  return coalesce(cardinality(v_places), 0);
end $$;

comment on function reflux_private.ring_overdue is
  'Rings again for steps whose doorbell was lost; answers how many.';
