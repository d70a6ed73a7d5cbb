-- Makes steps of a locked run ready again and, with `downstream`, puts every step below them back to waiting
-- with the tokens that still stand; one of them that is below another waits for it (touched_steps). Returns
-- those that are ready. Attempts go on counting, so a worker that still runs one of them is refused. Without
-- `downstream` they run `quiet`: their output is replaced, nothing follows; unless a step has not told the
-- steps below it anything yet, which wait for that. What it told stands until then, so its old output stays
-- until the new one is there. A step in a scope opens it again: its owner waits for it, quietly likewise.
-- Lock order: the run (by the caller), steps by (run, idx, scope), scopes, child runs by id.
create or replace function reflux_private.reset_steps(
  run reflux.runs, steps reflux_private.step_ref[], input jsonb, downstream boolean)
returns setof reflux.steps language plpgsql volatile set search_path = pg_catalog, pg_temp
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off
set plan_cache_mode = force_generic_plan set jit = off as $$
declare
  v_now timestamptz := reflux_private.clock();
  v_touched reflux_private.touched[] := array(
    select t from reflux_private.touched_steps(run, reset_steps.steps, reset_steps.downstream) t);
  v_dropped boolean := exists (select from unnest(v_touched) t where t.fate = 'dropped');
  v_scopes text[];
  v_cut text[];
  v_roots reflux_private.step_ref[];
  v_ready reflux_private.step_ref[];
  v_over reflux_private.handed[];
  v_ended reflux_private.ended[];
  v_left text[];
begin
  -- Which there are, which of them go, and in which scopes tokens are counted anew. What a cancel cut short
  -- comes back whole.
  select
    array_agg(distinct t.scope) filter (where t.fate <> 'dropped'),
    coalesce(
      array_agg(row(t.run_id, t.idx, t.scope)::reflux_private.step_ref) filter (where t.fate = 'again'),
      '{}')
  into v_scopes, v_roots
  from unnest(v_touched) t;
  if run.state = 'cancelled' then
    v_scopes := v_scopes || array(
      select c.scope from reflux.scopes c where c.run_id = run.id and c.scope <> all (v_scopes));
  elsif v_scopes <> '{""}' then
    v_cut := array(
      select c.scope from unnest(v_scopes) t(scope)
      join reflux.scopes c on c.run_id = run.id and c.scope = t.scope
      where c.finished_at is not null and c.open_ends > 0);
    v_cut := v_cut || array(
      select c.scope from unnest(v_cut) t(scope)
      join reflux.scopes c on c.run_id = run.id and c.scope > t.scope || '/' and c.scope < t.scope || '0'
      where c.open_ends > 0);
    v_scopes := array(select unnest(v_scopes) union select unnest(v_cut));
  end if;
  perform from unnest(v_touched) d
  join reflux.steps s on s.run_id = d.run_id and s.idx = d.idx and s.scope = d.scope
  order by s.run_id, s.idx, s.scope for update of s;

  with held as (
    select
      s.run_id, s.idx, s.scope, s.state, s.wait, s.attempt, s.worker_id, s.ready_at, s.started_at, s.slept_at,
      s.slot_key, t.fate, t.fate = 'again' as is_root, t.fate = 'owner' as is_owner
    from unnest(v_touched) t
    join reflux.steps s on s.run_id = t.run_id and s.idx = t.idx and s.scope = t.scope),
  reset as (
    update reflux.steps s set
      state = case
        when h.is_root then 'ready'
        when h.is_owner then 'sleeping'
        else 'waiting' end::reflux.step_state,
      wait = case when h.is_owner then 'scopes'::reflux.wait_kind end,
      wake_at = null,
      slept_at = case when h.is_owner and h.state <> 'sleeping' then v_now else s.slept_at end,
      worker_id = null,
      slot_key = null,
      slot_limit = null,
      slot_since = null,
      progress = null,
      ready_at = case when h.is_root then v_now when h.is_owner then s.ready_at end,
      started_at = case when h.is_owner then s.started_at end,
      finished_at = null,
      failures = 0,
      losses = 0,
      epoch = s.epoch + (not h.is_owner)::int,
      ports = case when not downstream then s.ports end,
      output = case when not downstream then s.output end,
      output_hash = case when not downstream then s.output_hash end,
      error = case when not downstream then s.error end,
      quiet = not downstream and (s.quiet or s.state in ('succeeded', 'failed', 'skipped')),
      input = case when h.is_root then coalesce(reset_steps.input, s.input) when h.is_owner then s.input end,
      scopes_opened = case when h.is_owner then s.scopes_opened end,
      scopes_ended = case when h.is_owner then s.scopes_ended end,
      scopes_failed = case when h.is_owner then s.scopes_failed end,
      scopes_leave = case when h.is_owner then s.scopes_leave end
    from held h
    where h.fate <> 'dropped' and s.run_id = h.run_id and s.idx = h.idx and s.scope = h.scope)
  select
    array_agg(reflux_private.handed(
        run_id => h.run_id,
        idx => h.idx,
        scope => h.scope,
        attempt => h.attempt,
        graph_id => run.graph_id))
      filter (where h.state in ('running', 'sleeping')),
    array_agg(distinct h.slot_key) filter (where h.slot_key is not null),
    -- Who waits for his scopes goes on waiting; who stands in line for a place has begun nothing.
    array_agg(reflux_private.ended(
        run_id => h.run_id,
        idx => h.idx,
        scope => h.scope,
        attempt => h.attempt,
        graph_id => run.graph_id,
        outcome => 'superseded',
        state => case h.fate
          when 'again' then 'ready'
          when 'owner' then 'sleeping'
          when 'dropped' then 'cancelled'
          else 'waiting' end::reflux.step_state,
        wait => h.wait,
        worker_id => h.worker_id,
        ready_at => case when h.state = 'running' then h.ready_at end,
        started_at => case when h.state = 'running' then h.started_at else h.slept_at end))
      filter (where h.state = 'running'
        or h.state = 'sleeping' and h.wait <> 'slot' and not (h.is_owner and h.wait = 'scopes'))
  into v_over, v_left, v_ended
  from held h;
  perform reflux_private.end_attempts(v_ended);
  if v_dropped then
    perform reflux_private.forget_scopes(run.id, array(
      select row(t.run_id, t.idx, t.scope)::reflux_private.step_ref
      from unnest(v_touched) t where t.fate = 'dropped'));
  end if;

  v_ready := v_roots || reflux_private.recount_tokens(run.id, run.graph_id, v_scopes);
  v_ready := v_ready || reflux_private.revive_steps(run, v_scopes, v_cut);
  if v_over is not null then
    perform reflux_private.cancel_children(v_over,
      format('run %s, its parent, started the step again', run.id));
  end if;
  if v_scopes <> '{""}' then
    v_ready := v_ready || reflux_private.recount_scopes(run, v_scopes);
  end if;

  update reflux.runs r set
    state = case when r.finished_at is null then r.state else 'running' end,
    finished_at = null,
    open_sinks = c.open_sinks,
    failed_steps = c.failed
  from (
    select (select sinks from reflux.graphs where id = run.graph_id)
        - count(*) filter (where g.out_idx = '{}' and s.finished_at is not null)
        + count(*) filter (where g.out_idx <> '{}' and s.quiet and s.finished_at is null) as open_sinks,
      count(*) filter (where s.state = 'failed' and g.on_error = 'fail') as failed
    from reflux.steps s
    cross join lateral (
      select g.out_idx, g.on_error from reflux.graph_steps g
      where g.graph_id = run.graph_id and g.idx = s.idx limit 1) g
    where s.run_id = run.id and s.scope = '') c
  where r.id = run.id;

  if run.state <> 'paused' then
    perform reflux_private.ring(v_ready);
  end if;
  perform pg_notify('reflux_control', json_build_object('abort', json_build_array(run.id))::text);
  perform reflux_private.announce(array[run.id]);
  if v_left is not null then
    perform reflux_private.call_lines(v_left);
  end if;
  return query
    select s.* from unnest(v_roots) d
    join reflux.steps s on s.run_id = d.run_id and s.idx = d.idx and s.scope = d.scope
    order by s.idx, s.scope;
end $$;

comment on function reflux_private.reset_steps is
  'Makes steps ready again and puts what is below them back to waiting; returns those that are ready.';
