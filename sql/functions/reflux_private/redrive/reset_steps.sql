-- Makes steps of a locked run ready again and, with `downstream`, puts every step below them back to waiting
-- with the tokens that still stand; one of them that is below another waits for it. Returns those that are
-- ready. Attempts go on counting, so a worker that still runs one of them is refused. Without `downstream`
-- they run `quiet`: their output is replaced, nothing follows; unless a step has not told the steps below it
-- anything yet, which wait for that. What it told stands until then, so its old output stays until the new
-- one is there. Each step is looked up by its key, whatever the statistics say; `limit 1` keeps it so.
-- Lock order: the run (by the caller), steps by (run, idx, scope), child runs by id.
create or replace function reflux_private.reset_steps(
  run reflux.runs, steps reflux_private.step_ref[], input jsonb, downstream boolean)
returns setof reflux.steps language plpgsql volatile set search_path = pg_catalog, pg_temp
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off
set plan_cache_mode = force_generic_plan set jit = off as $$
declare
  v_now timestamptz := reflux_private.clock();
  v_scopes text[] := array(select distinct d.scope from unnest(reset_steps.steps) d);
  v_roots reflux_private.step_ref[] := reset_steps.steps;
  v_below reflux_private.step_ref[] := '{}';
  v_ready reflux_private.step_ref[];
  v_over reflux_private.handed[];
begin
  if downstream then
    with recursive below(idx, scope) as (
      select o.idx, d.scope from unnest(v_roots) d
      cross join lateral (
        select g.out_idx from reflux.graph_steps g
        where g.graph_id = run.graph_id and g.idx = d.idx limit 1) g
      cross join lateral unnest(g.out_idx) o(idx)
      union
      select o.idx, b.scope from below b
      cross join lateral (
        select g.out_idx from reflux.graph_steps g
        where g.graph_id = run.graph_id and g.idx = b.idx limit 1) g
      cross join lateral unnest(g.out_idx) o(idx))
    select coalesce(array_agg(row(run.id, b.idx, b.scope)::reflux_private.step_ref), '{}')
    into v_below from below b;
    v_roots := array(
      select d from unnest(v_roots) d
      where (d.idx, d.scope) not in (select b.idx, b.scope from unnest(v_below) b));
  end if;
  perform from unnest(v_roots || v_below) d
  join reflux.steps s on s.run_id = d.run_id and s.idx = d.idx and s.scope = d.scope
  order by s.run_id, s.idx, s.scope for update of s;

  with held as (
    select s.run_id, s.idx, s.scope, s.state, s.attempt, s.worker_id, s.ready_at, s.started_at, d.is_root
    from (select *, true as is_root from unnest(v_roots) union all select *, false from unnest(v_below)) d
    join reflux.steps s on s.run_id = d.run_id and s.idx = d.idx and s.scope = d.scope),
  superseded as (
    insert into reflux.attempts (
      run_id, idx, scope, attempt, outcome, worker_id, ready_at, started_at, finished_at)
    select run_id, idx, scope, attempt, 'superseded', worker_id, ready_at, started_at, v_now
    from held where state = 'running'),
  reset as (
    update reflux.steps s set
      state = case when h.is_root then 'ready' else 'waiting' end::reflux.step_state,
      wait = null,
      wake_at = null,
      worker_id = null,
      progress = null,
      ready_at = case when h.is_root then v_now end,
      started_at = null,
      finished_at = null,
      failures = 0,
      losses = 0,
      epoch = s.epoch + 1,
      ports = case when not downstream then s.ports end,
      output = case when not downstream then s.output end,
      output_hash = case when not downstream then s.output_hash end,
      error = case when not downstream then s.error end,
      quiet = not downstream and (s.quiet or s.state in ('succeeded', 'failed', 'skipped')),
      input = case when h.is_root then coalesce(reset_steps.input, s.input) end
    from held h where s.run_id = h.run_id and s.idx = h.idx and s.scope = h.scope)
  select array_agg(reflux_private.handed(
      run_id => h.run_id,
      idx => h.idx,
      scope => h.scope,
      attempt => h.attempt,
      graph_id => run.graph_id))
  into v_over from held h where h.state in ('running', 'sleeping');

  v_ready := v_roots || reflux_private.recount_tokens(run.id, run.graph_id, v_scopes);
  v_ready := v_ready || reflux_private.revive_steps(run, v_scopes);
  if v_over is not null then
    perform reflux_private.cancel_children(v_over,
      format('run %s, its parent, started the step again', run.id));
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
  if v_over is not null then
    perform reflux_private.release_slots(v_over, strays => true);
  end if;
  return query
    select s.* from unnest(v_roots) d
    join reflux.steps s on s.run_id = d.run_id and s.idx = d.idx and s.scope = d.scope
    order by s.idx, s.scope;
end $$;

comment on function reflux_private.reset_steps is
  'Makes steps ready again and puts what is below them back to waiting; returns those that are ready.';
