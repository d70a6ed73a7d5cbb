-- Counts the ends that steps reached against their scopes, as close_runs does against runs. The last end of a
-- scope sends one token to its owner: it is counted there, and wakes it when few enough are open. Of a scope
-- that is over nothing is counted but a failure. Returns the places of owners that are woken.
-- Lock order: scopes by (run, scope), then owners by (run, idx, scope); the caller holds the runs.
create or replace function reflux_private.close_scopes(settled reflux_private.settled[])
returns reflux_private.place[] language plpgsql volatile set search_path = pg_catalog, pg_temp
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off
set plan_cache_mode = force_generic_plan set jit = off as $$
declare v_woken reflux_private.place[];
begin
  with ended as (
    select
      d.run_id,
      d.scope,
      count(*) filter (where d.ends or d.quiet)::int as ends,
      count(*) filter (where d.fails)::int as failures
    from unnest(settled) d
    where d.scope <> '' and (d.ends or d.quiet or d.fails)
    group by d.run_id, d.scope),
  locked as (
    select c.run_id, c.scope, e.ends, e.failures, c.failed as before, c.finished_at is not null as over
    from ended e
    join reflux.scopes c on c.run_id = e.run_id and c.scope = e.scope
    order by c.run_id, c.scope
    for no key update of c),
  closed as (
    update reflux.scopes c set
      open_ends = c.open_ends - case when l.over then 0 else l.ends end,
      failed = c.failed + l.failures,
      finished_at = case
        when l.over then c.finished_at
        when c.open_ends <= l.ends then reflux_private.clock() end
    from locked l
    where c.run_id = l.run_id and c.scope = l.scope
    returning c.run_id, c.idx, c.parent,
      (c.finished_at is not null and not l.over)::int as ended,
      (c.finished_at is not null and c.failed > 0 and (not l.over or l.before = 0))::int as failed),
  token as (
    select c.run_id, c.idx, c.parent as scope, sum(c.ended)::int as ended, sum(c.failed)::int as failed
    from closed c
    where c.ended + c.failed > 0
    group by c.run_id, c.idx, c.parent
    order by c.run_id, c.idx, c.parent),
  counted as (
    update reflux.steps s set
      scopes_ended = s.scopes_ended + t.ended,
      scopes_failed = s.scopes_failed + t.failed,
      (state, wait, ready_at) = (
        select
          case when w.wakes then 'ready' else s.state end::reflux.step_state,
          case when not w.wakes then s.wait end,
          case when w.wakes then reflux_private.clock() else s.ready_at end
        from (values (
            s.state = 'sleeping' and s.wait = 'scopes'
              and s.scopes_opened - s.scopes_ended - t.ended <= s.scopes_leave)) w(wakes)),
      error = case when s.quiet then s.error end
    from token t
    where s.run_id = t.run_id and s.idx = t.idx and s.scope = t.scope and s.scopes_opened is not null
    returning s.run_id, s.idx, s.scope, s.state, s.scopes_opened - s.scopes_ended <= s.scopes_leave as wakes)
  select array_agg(reflux_private.place(w.run_id, w.idx, w.scope, g.node_id, 1, r.priority))
  into v_woken
  from counted w
  cross join lateral (
    select r.graph_id, r.priority, r.state from reflux.runs r where r.id = w.run_id limit 1) r
  cross join lateral (
    select g.node_id from reflux.graph_steps g where g.graph_id = r.graph_id and g.idx = w.idx limit 1) g
  where w.state = 'ready' and w.wakes and r.state in ('queued', 'running');
  return coalesce(v_woken, '{}');
end $$;

comment on function reflux_private.close_scopes is
  'Counts reached ends against scopes; the last one sends a token to the owner, and may wake it.';
