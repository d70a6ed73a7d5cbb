-- Cancels whatever is unfinished of runs that are over: tries are recorded, child runs cancelled (for a
-- reason other than that their parents were, where one is given), workers told to abort. Places under
-- concurrency keys are given back by the caller, as its last act (release_slots, `strays`), or the sweeper.
-- Without `patient`, what another session holds, a step or a child run of one, is left to it.
-- Lock order: the runs (by the caller), steps by (run, idx, scope), child runs by id.
create or replace function reflux_private.drop_steps(
  runs bigint[], reason text default null, patient boolean default true)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare v_dropped reflux_private.handed[]; v_children bigint[];
begin
  if patient then
    perform from reflux.steps s where s.run_id = any (runs) and s.finished_at is null
    order by s.run_id, s.idx, s.scope for update;
  else
    v_children := array(
      select c.id from reflux.runs c
      join reflux.steps s on s.run_id = c.parent_run_id and s.idx = c.parent_idx and s.scope = c.parent_scope
      where c.parent_run_id = any (runs) and c.finished_at is null and s.finished_at is null
      order by c.id);
    v_children := array(select id from unnest(v_children) id where not reflux_private.lock_family(id));
  end if;
  with live as (
    select s.run_id, s.idx, s.scope, s.attempt, s.worker_id, s.ready_at, s.started_at, s.state
    from reflux.steps s
    where s.run_id = any (runs) and s.finished_at is null
      and (s.run_id, s.idx, s.scope) not in (
        select c.parent_run_id, c.parent_idx, c.parent_scope from reflux.runs c where c.id = any (v_children))
    order by s.run_id, s.idx, s.scope for update skip locked),
  cancelled as (
    update reflux.steps s set
      state = 'cancelled',
      wait = null,
      wake_at = null,
      worker_id = null,
      progress = null,
      finished_at = reflux_private.clock()
    from live l where s.run_id = l.run_id and s.idx = l.idx and s.scope = l.scope),
  remembered as (
    insert into reflux.attempts (
      run_id, idx, scope, attempt, outcome, worker_id, ready_at, started_at, finished_at)
    select run_id, idx, scope, attempt, 'cancelled', worker_id, ready_at, started_at, reflux_private.clock()
    from live where state = 'running')
  select array_agg(reflux_private.handed(l.run_id, l.idx, l.scope, attempt => l.attempt))
  into v_dropped from live l;
  if v_dropped is null then
    return;
  end if;

  perform reflux_private.cancel_children(v_dropped, drop_steps.reason);
  -- A notification holds 8,000 bytes.
  perform pg_notify('reflux_control', json_build_object('abort', json_agg(r.id))::text)
  from (select id, (n - 1) / 200 as part from unnest(runs) with ordinality r(id, n)) r group by r.part;
end $$;

comment on function reflux_private.drop_steps is
  'Cancels what is unfinished of runs that are over; the caller holds their locks.';
