-- Cancels whatever is unfinished of runs that are over, or of scopes `within` them: tries are recorded,
-- child runs cancelled (for a reason other than that their parents were, where one is given), workers told
-- to abort. Scopes that are open are over, too, with the ends they lack. Who is next for the places under
-- concurrency keys is called. Without `patient`, what another session holds, a step or a child run of one,
-- is left to it. Lock order: the runs (by the caller), steps by (run, idx, scope), child runs by id.
create or replace function reflux_private.drop_steps(
  runs bigint[],
  reason text default null,
  patient boolean default true,
  within reflux_private.step_ref[] default null)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  v_dropped reflux_private.handed[];
  v_ended reflux_private.ended[];
  v_children bigint[];
  v_left text[];
begin
  if patient then
    perform from reflux.steps s where s.run_id = any (runs) and s.finished_at is null
    order by s.run_id, s.idx, s.scope for update;
  else
    v_children := array(
      select c.id from reflux.runs c
      join reflux.steps s on s.run_id = c.parent_run_id and s.idx = c.parent_idx and s.scope = c.parent_scope
      where c.parent_run_id = any (runs) and c.finished_at is null and s.finished_at is null
        and (within is null or reflux_private.is_within(s.run_id, s.scope, within))
      order by c.id);
    v_children := array(select id from unnest(v_children) id where not reflux_private.lock_family(id));
  end if;
  with live as (
    select
      s.run_id, s.idx, s.scope, s.attempt, s.worker_id, s.ready_at, s.started_at, s.slept_at, s.state, s.wait,
      s.slot_key,
      r.graph_id
    from reflux.steps s
    join reflux.runs r on r.id = s.run_id
    where s.run_id = any (runs) and s.finished_at is null
      and (within is null or reflux_private.is_within(s.run_id, s.scope, within))
      and (s.run_id, s.idx, s.scope) not in (
        select c.parent_run_id, c.parent_idx, c.parent_scope from reflux.runs c where c.id = any (v_children))
    order by s.run_id, s.idx, s.scope for update of s skip locked),
  cancelled as (
    update reflux.steps s set
      state = 'cancelled',
      wait = null,
      wake_at = null,
      worker_id = null,
      slot_key = null,
      slot_limit = null,
      slot_since = null,
      progress = null,
      finished_at = reflux_private.clock()
    from live l where s.run_id = l.run_id and s.idx = l.idx and s.scope = l.scope)
  -- Who stands in line for a place has begun nothing.
  select
    array_agg(reflux_private.handed(l.run_id, l.idx, l.scope, attempt => l.attempt)),
    array_agg(distinct l.slot_key) filter (where l.slot_key is not null),
    array_agg(reflux_private.ended(
        run_id => l.run_id,
        idx => l.idx,
        scope => l.scope,
        attempt => l.attempt,
        graph_id => l.graph_id,
        outcome => 'cancelled',
        state => 'cancelled',
        wait => l.wait,
        worker_id => l.worker_id,
        ready_at => case when l.state = 'running' then l.ready_at end,
        started_at => case when l.state = 'running' then l.started_at else l.slept_at end))
      filter (where l.state = 'running' or l.state = 'sleeping' and l.wait <> 'slot')
  into v_dropped, v_left, v_ended
  from live l;
  update reflux.scopes c set finished_at = reflux_private.clock()
  where c.run_id = any (runs) and c.finished_at is null
    and (within is null or reflux_private.is_within(c.run_id, c.scope, within));
  if v_dropped is null then
    return;
  end if;

  perform reflux_private.end_attempts(v_ended);
  perform reflux_private.cancel_children(v_dropped, drop_steps.reason);
  if v_left is not null then
    perform reflux_private.call_lines(v_left);
  end if;
  -- A notification holds 8,000 bytes.
  perform pg_notify('reflux_control', json_build_object('abort', json_agg(r.id))::text)
  from (select id, (n - 1) / 200 as part from unnest(runs) with ordinality r(id, n)) r group by r.part;
end $$;

comment on function reflux_private.drop_steps is
  'Cancels what is unfinished of runs that are over; the caller holds their locks.';
