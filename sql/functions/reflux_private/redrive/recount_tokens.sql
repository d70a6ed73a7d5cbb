-- Counts anew the tokens of a run's waiting steps, from the states of the steps before them. Those whose join
-- is already satisfied become ready, and are returned. A quiet step that leads to a waiting one is quiet no
-- longer: its earlier token is not counted, so it has to bring another. Each step asks those before it, by
-- key: a walk from those before would read all edges of a fan for each of its steps. The rule of joins, which
-- reflux_private.join_verdict tells, stands here in place.
create or replace function reflux_private.recount_tokens(run_id bigint, graph bigint, scopes text[])
returns reflux_private.step_ref[] language plpgsql volatile set search_path = pg_catalog, pg_temp
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off
set plan_cache_mode = force_generic_plan set jit = off as $$
declare v_ready reflux_private.step_ref[];
begin
  update reflux.steps p set quiet = false
  from reflux.graph_steps g
  where p.run_id = recount_tokens.run_id and p.scope = any (scopes) and p.quiet and p.finished_at is null
    and g.graph_id = graph and g.idx = p.idx and exists (
      select from unnest(g.out_idx) o(idx)
      where (select s.state from reflux.steps s
        where s.run_id = p.run_id and s.idx = o.idx and s.scope = p.scope) = 'waiting');

  with waiting as materialized (
    select s.run_id, s.idx, s.scope from reflux.steps s
    where s.run_id = recount_tokens.run_id and s.scope = any (scopes) and s.state = 'waiting'),
  verdict as materialized (
    select w.*, x.deps, x.join_any, t.arrived, t.live, t.blocked,
      case when x.join_any and t.live > 0 then 'ready' when t.arrived < x.deps then 'waiting'
        when t.live > 0 and t.blocked = 0 then 'ready' else 'skipped' end::reflux.step_state
        = 'ready' as ready
    from waiting w
    cross join lateral (
      select x.deps, x.join_any, x.needs, x.need_ports from reflux.graph_steps x
      where x.graph_id = graph and x.idx = w.idx limit 1) x
    cross join lateral (
      select count(*)::int as arrived,
        count(*) filter (where case p.state
          when 'succeeded' then e.port = any (coalesce(p.ports, '{out}'))
          when 'failed' then e.port = case b.on_error when 'edge' then 'error' when 'continue' then 'out' end
          else false end)::int as live,
        count(*) filter (where p.state = 'failed' and b.on_error = 'fail'
          or p.state = 'skipped' and p.blocked > 0)::int as blocked
      from unnest(x.needs, x.need_ports) n(idx, ports)
      cross join lateral (
        select p.state, p.ports, p.blocked from reflux.steps p
        where p.run_id = w.run_id and p.idx = n.idx and p.scope = w.scope limit 1) p
      cross join lateral (
        select b.on_error from reflux.graph_steps b where b.graph_id = graph and b.idx = n.idx limit 1) b
      cross join lateral unnest(string_to_array(n.ports, ',')) e(port)
      where p.state in ('succeeded', 'failed', 'skipped')) t),
  counted as (
    update reflux.steps s set
      deps = v.deps,
      join_any = v.join_any,
      arrived = v.arrived,
      live = v.live,
      blocked = v.blocked,
      state = case when v.ready then 'ready' else 'waiting' end::reflux.step_state,
      ready_at = case when v.ready then reflux_private.clock() end
    from verdict v
    where s.run_id = v.run_id and s.idx = v.idx and s.scope = v.scope
    returning s.run_id, s.idx, s.scope, s.state)
  select coalesce(array_agg(row(c.run_id, c.idx, c.scope)::reflux_private.step_ref), '{}')
  into v_ready from counted c where c.state = 'ready';
  return v_ready;
end $$;

comment on function reflux_private.recount_tokens is
  'Counts anew the tokens of waiting steps; returns those that became ready.';
