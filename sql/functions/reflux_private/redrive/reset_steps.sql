-- Makes one step of a locked run ready again and, with `downstream`, puts every step below it back to waiting with
-- the tokens that still stand. Attempts go on counting, so a worker that still runs one of them is refused. Without
-- `downstream` the step runs `quiet`: its output is replaced, nothing follows; unless it has not told the steps below it
-- anything yet, which wait for that. What it told stands until then, so its old output stays until the new one is there.
create or replace function reflux_private.reset_steps(run reflux.runs, from_idx int, scope text, input jsonb, downstream boolean)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off set plan_cache_mode = force_generic_plan set jit = off as $$
declare
  v_now timestamptz := clock_timestamp();
  v_below int[] := '{}'; v_ready int[]; v_over reflux_private.handed[];
begin
  if downstream then
    with recursive below(idx) as (
      select unnest(g.out_idx) from reflux.graph_steps g where g.graph_id = run.graph_id and g.idx = from_idx
      union
      select unnest(g.out_idx) from below b join reflux.graph_steps g on g.graph_id = run.graph_id and g.idx = b.idx)
    select coalesce(array_agg(idx), '{}') into v_below from below;
  end if;

  with held as (
    select * from reflux.steps s where s.run_id = run.id and s.scope = reset_steps.scope and (s.idx = from_idx or s.idx = any (v_below))
    order by s.idx for update),
  superseded as (
    insert into reflux.attempts (run_id, idx, scope, attempt, outcome, worker_id, ready_at, started_at, finished_at)
    select h.run_id, h.idx, h.scope, h.attempt, 'superseded', h.worker_id, h.ready_at, h.started_at, v_now from held h where h.state = 'running')
  select array_agg(row(h.run_id, h.idx, h.scope, h.attempt, run.graph_id, null, false)::reflux_private.handed) into v_over
  from held h where h.state in ('running', 'sleeping');

  update reflux.steps s set state = 'waiting', wait = null, wake_at = null, worker_id = null, progress = null, ready_at = null, started_at = null,
    finished_at = null, ports = null, output = null, artifact = null, error = null, failures = 0, losses = 0, quiet = false, epoch = s.epoch + 1, input = null
  where s.run_id = run.id and s.scope = reset_steps.scope and s.idx = any (v_below);
  update reflux.steps s set state = 'ready', wait = null, wake_at = null, worker_id = null, progress = null, ready_at = v_now, started_at = null,
    finished_at = null, failures = 0, losses = 0, epoch = s.epoch + 1,
    ports = case when not downstream then s.ports end,
    output = case when not downstream then s.output end,
    artifact = case when not downstream then s.artifact end,
    error = case when not downstream then s.error end,
    quiet = not downstream and (s.quiet or s.state in ('succeeded', 'failed', 'skipped')), input = coalesce(reset_steps.input, s.input)
  where s.run_id = run.id and s.scope = reset_steps.scope and s.idx = from_idx;
  v_ready := from_idx || reflux_private.recount_tokens(run.id, run.graph_id, scope);
  v_ready := v_ready || reflux_private.revive_steps(run, scope);
  v_ready := v_ready || reflux_private.recount_tokens(run.id, run.graph_id, scope);
  if v_over is not null then
    perform reflux_private.cancel_children(v_over, format('run %s, its parent, started the step again', run.id));
  end if;

  update reflux.runs r set
    state = case when r.finished_at is null then r.state else 'running' end, finished_at = null,
    open_sinks = c.open_sinks, failed_steps = c.failed
  from (
    select (select sinks from reflux.graphs where id = run.graph_id)
        - count(*) filter (where g.out_idx = '{}' and s.finished_at is not null)
        + count(*) filter (where g.out_idx <> '{}' and s.quiet and s.finished_at is null) as open_sinks,
      count(*) filter (where s.state = 'failed' and g.on_error = 'fail') as failed
    from reflux.steps s join reflux.graph_steps g on g.graph_id = run.graph_id and g.idx = s.idx where s.run_id = run.id and s.scope = '') c
  where r.id = run.id;

  perform reflux_private.ring(run.id, i, scope) from unnest(v_ready) i where run.state <> 'paused';
  perform pg_notify('reflux_control', json_build_object('abort', json_build_array(run.id))::text);
  perform reflux_private.announce(array[run.id]);
  if v_over is not null then
    perform reflux_private.release_slots(v_over, strays => true);
  end if;
end $$;

comment on function reflux_private.reset_steps is 'Makes a step ready again and puts what is below it back to waiting.';
