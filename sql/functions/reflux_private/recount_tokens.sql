-- Counts anew the tokens of waiting steps from the states of the steps before them; those whose join is already
-- satisfied become ready, and are returned.
create or replace function reflux_private.recount_tokens(run_id bigint, graph bigint, scope text, places int[])
returns int[] language plpgsql volatile set search_path = '' as $$
declare v_ready int[];
begin
  with token as (
    select e.idx, count(*)::int as arrived,
      count(*) filter (where case p.state when 'succeeded' then e.port = any (coalesce(p.ports, '{out}'))
        when 'failed' then e.port = case g.on_error when 'edge' then 'error' when 'continue' then 'out' end else false end)::int as live,
      count(*) filter (where p.state = 'failed' and g.on_error = 'fail' or p.state = 'skipped' and p.blocked > 0)::int as blocked
    from reflux.graph_steps g cross join lateral unnest(g.out_ports, g.out_idx) e(port, idx)
    join reflux.steps p on p.run_id = recount_tokens.run_id and p.idx = g.idx and p.scope = recount_tokens.scope
    where g.graph_id = graph and e.idx = any (places) and p.finished_at is not null and not p.quiet and p.state <> 'cancelled'
    group by e.idx),
  counted as (
    update reflux.steps s set deps = g.deps, join_any = g.join_any,
      arrived = coalesce(t.arrived, 0), live = coalesce(t.live, 0), blocked = coalesce(t.blocked, 0),
      state = case reflux_private.join_verdict(g.deps, coalesce(t.arrived, 0), coalesce(t.live, 0), coalesce(t.blocked, 0), g.join_any)
        when 'ready' then 'ready' else 'waiting' end::reflux.step_state,
      ready_at = case when reflux_private.join_verdict(g.deps, coalesce(t.arrived, 0), coalesce(t.live, 0), coalesce(t.blocked, 0), g.join_any) = 'ready'
        then clock_timestamp() end
    from reflux.graph_steps g left join token t on t.idx = g.idx
    where g.graph_id = graph and g.idx = any (places)
      and s.run_id = recount_tokens.run_id and s.idx = g.idx and s.scope = recount_tokens.scope and s.state = 'waiting'
    returning s.idx, s.state)
  select coalesce(array_agg(idx) filter (where state = 'ready'), '{}') into v_ready from counted;
  return v_ready;
end $$;

comment on function reflux_private.recount_tokens is 'Counts anew the tokens of waiting steps; returns those that became ready.';
