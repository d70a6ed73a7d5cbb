-- Counts anew the tokens of a run's waiting steps, from the states of the steps before them. Those whose join is
-- already satisfied become ready, and are returned. A quiet step that leads to a waiting one is quiet no longer: its
-- earlier token is not counted, so it has to bring another.
create or replace function reflux_private.recount_tokens(run_id bigint, graph bigint, scope text)
returns int[] language plpgsql volatile set search_path = pg_catalog, pg_temp
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off set plan_cache_mode = force_generic_plan set jit = off as $$
declare v_ready int[];
begin
  update reflux.steps p set quiet = false
  from reflux.graph_steps g
  where p.run_id = recount_tokens.run_id and p.scope = recount_tokens.scope and p.quiet and p.finished_at is null
    and g.graph_id = graph and g.idx = p.idx and exists (
      select from reflux.steps s where s.run_id = p.run_id and s.idx = any (g.out_idx) and s.scope = p.scope and s.state = 'waiting');

  with waiting as materialized (
    select s.idx, g.deps, g.join_any from reflux.steps s join reflux.graph_steps g on g.graph_id = graph and g.idx = s.idx
    where s.run_id = recount_tokens.run_id and s.scope = recount_tokens.scope and s.state = 'waiting'),
  token as (
    select e.idx, count(*)::int as arrived,
      count(*) filter (where case p.state when 'succeeded' then e.port = any (coalesce(p.ports, '{out}'))
        when 'failed' then e.port = case g.on_error when 'edge' then 'error' when 'continue' then 'out' end else false end)::int as live,
      count(*) filter (where p.state = 'failed' and g.on_error = 'fail' or p.state = 'skipped' and p.blocked > 0)::int as blocked
    from reflux.graph_steps g cross join lateral unnest(g.out_ports, g.out_idx) e(port, idx)
    join reflux.steps p on p.run_id = recount_tokens.run_id and p.idx = g.idx and p.scope = recount_tokens.scope
    where g.graph_id = graph and e.idx in (select w.idx from waiting w) and p.state in ('succeeded', 'failed', 'skipped')
    group by e.idx),
  verdict as (
    select w.*, coalesce(t.arrived, 0) as arrived, coalesce(t.live, 0) as live, coalesce(t.blocked, 0) as blocked,
      reflux_private.join_verdict(w.deps, coalesce(t.arrived, 0), coalesce(t.live, 0), coalesce(t.blocked, 0), w.join_any) = 'ready' as ready
    from waiting w left join token t on t.idx = w.idx),
  counted as (
    update reflux.steps s set deps = v.deps, join_any = v.join_any, arrived = v.arrived, live = v.live, blocked = v.blocked,
      state = case when v.ready then 'ready' else 'waiting' end::reflux.step_state, ready_at = case when v.ready then clock_timestamp() end
    from verdict v where s.run_id = recount_tokens.run_id and s.idx = v.idx and s.scope = recount_tokens.scope
    returning s.idx, s.state)
  select coalesce(array_agg(c.idx order by c.idx) filter (where c.state = 'ready'), '{}') into v_ready from counted c;
  return v_ready;
end $$;

comment on function reflux_private.recount_tokens is 'Counts anew the tokens of waiting steps; returns those that became ready.';
