-- Moves runs on after steps reached a final state: tokens down the edges, skips where a branch
-- was not taken, joins, the next steps made ready, runs finished, doorbells rung, listeners
-- told. Whoever calls has locked the runs of what is settled for himself (`for no key update`,
-- by id) and written the final states. With a worker, at most one step that becomes ready is
-- handed back per lane, already leased, if its priority is `least_urgent` or before it. `ready`
-- are steps that only need a doorbell; `moved` are runs that only have to be announced; `ended`
-- are steps that only have to be counted.
-- Lock order: runs (by the caller), steps by (run, idx, scope), runs that
-- finish by id. The rule of joins, which reflux_private.join_verdict
-- tells, stands here in place: it is asked for every token.
-- Planned for look-ups by key whatever the statistics say: the plan is
-- made while the tables are small, and they grow.
create or replace function reflux_private.settle_steps(
  settled reflux_private.settled[],
  worker bigint default null,
  nodes int[] default '{}',
  least_urgent int default null,
  ready reflux_private.place[] default '{}',
  moved bigint[] default '{}',
  ended reflux_private.settled[] default '{}')
returns reflux_private.handed[] language plpgsql volatile set search_path = pg_catalog, pg_temp
set enable_hashjoin = on set enable_mergejoin = off set enable_seqscan = off
set plan_cache_mode = force_generic_plan set jit = off as $$
declare
  v_wave reflux_private.settled[] := settled;
  v_final reflux_private.settled[] := settled || ended;
  v_ready reflux_private.place[] := ready;
  v_wave_ready reflux_private.place[];
  v_joined reflux_private.handed[];
  v_handed reflux_private.handed[] := '{}';
  v_wave_handed reflux_private.handed[];
  v_finished bigint[];
  v_raced reflux_private.step_ref[];
  v_moved bigint[];
  v_closing boolean;
  v_scoped boolean;
  v_now timestamptz;
begin
  -- A wave: tokens of what is settled go down the edges. What they skip is the next wave.
  while cardinality(v_wave) > 0 loop
    v_now := reflux_private.clock();
    with token as (
      select
        d.run_id,
        e.idx,
        d.scope,
        d.graph_id,
        min(d.priority) as priority,
        bool_and(d.runnable) as runnable,
        min(d.lane) as lane,
        count(*)::int as arrived,
        count(*) filter (where case d.state
          when 'succeeded' then e.port = any (coalesce(d.ports, '{out}'))
          when 'failed' then e.port = case g.on_error when 'edge' then 'error' when 'continue' then 'out' end
          else false end)::int as live,
        count(*) filter (where d.dead or d.fails)::int as blocked
      from unnest(v_wave) d
      cross join lateral (
        select g.out_ports, g.out_idx, g.on_error
        from reflux.graph_steps g
        where g.graph_id = d.graph_id and g.idx = d.idx
        limit 1) g
      cross join lateral unnest(g.out_ports, g.out_idx) e(port, idx)
      where not d.quiet
      group by d.run_id, e.idx, d.scope, d.graph_id),
    -- What each join would decide by these tokens alone.
    verdict as (
      select
        t.*,
        x.deps,
        x.join_any,
        x.node_id,
        x.chunk,
        x.own,
        x.ends,
        x.races,
        x.gated,
        case
          when x.join_any and t.live > 0 then 'ready'
          when t.arrived < x.deps then 'waiting'
          when t.live > 0 and t.blocked = 0 then 'ready'
          else 'skipped' end::reflux.step_state as fresh,
        t.runnable and t.lane is not null and t.priority <= least_urgent
          and not x.gated and x.node_id = any (nodes) as welcome
      from token t
      cross join lateral (
        select
          x.deps,
          x.join_any,
          x.node_id,
          x.chunk,
          cardinality(x.needs) = 1 as own,
          x.out_idx = '{}' as ends,
          x.races,
          x.gated
        from reflux.graph_steps x
        where x.graph_id = t.graph_id and x.idx = t.idx
        limit 1) x),
    -- One step a lane is handed back, leased.
    placed as (
      select
        v.*,
        v.welcome and v.fresh = 'ready' and row_number() over (
          partition by v.lane, v.welcome and v.fresh = 'ready'
          order by v.run_id, v.idx) = 1 as hand
      from verdict v),
    -- The rows: new ones as these tokens decide, those that are there by all tokens together.
    moved as (
      insert into reflux.steps as s (
        run_id, idx, scope, state, deps, arrived, live, blocked, join_any,
        attempt, worker_id, ready_at, started_at, finished_at, gated)
      select
        run_id,
        idx,
        scope,
        case when hand then 'running' else fresh end,
        deps,
        arrived,
        live,
        blocked,
        join_any,
        hand::int,
        case when hand then worker end,
        case when fresh = 'ready' then v_now end,
        case when hand then v_now end,
        case when fresh = 'skipped' then v_now end,
        case when gated then true end
      from placed
      order by run_id, idx, scope
      on conflict (run_id, idx, scope) do update set
        arrived = s.arrived + excluded.arrived,
        live = s.live + excluded.live,
        blocked = s.blocked + excluded.blocked,
        (state, ready_at, finished_at) = (
          select
            case when s.state = 'waiting' then x.verdict else s.state end,
            case when s.state = 'waiting' and x.verdict = 'ready' then v_now else s.ready_at end,
            case when s.state = 'waiting' and x.verdict = 'skipped' then v_now else s.finished_at end
          from (
            select case
              when j.join_any and j.live > 0 then 'ready'
              when j.arrived < j.deps then 'waiting'
              when j.live > 0 and j.blocked = 0 then 'ready'
              else 'skipped' end::reflux.step_state as verdict
            from (values (
                s.deps,
                s.arrived + excluded.arrived,
                s.live + excluded.live,
                s.blocked + excluded.blocked,
                s.join_any))
              j(deps, arrived, live, blocked, join_any)) x)
      returning
        s.run_id, s.idx, s.scope, s.state, s.attempt, s.blocked, s.ready_at, s.started_at, s.finished_at)
    select
      -- To ring for.
      array_agg(reflux_private.place(m.run_id, m.idx, m.scope, p.node_id, p.chunk, p.priority))
        filter (where m.state = 'ready' and m.ready_at = v_now and p.runnable
          and not (p.welcome and p.deps > 1)),
      -- Joins that this worker may have.
      array_agg(reflux_private.handed(m.run_id, m.idx, m.scope, m.attempt, p.graph_id, p.lane))
        filter (where m.state = 'ready' and m.ready_at = v_now and p.welcome and p.deps > 1),
      -- Handed back.
      array_agg(reflux_private.handed(m.run_id, m.idx, m.scope, m.attempt, p.graph_id, p.lane, p.own))
        filter (where m.state = 'running' and m.started_at = v_now),
      -- Skipped: the next wave.
      array_agg(reflux_private.settled(
          run_id => m.run_id,
          idx => m.idx,
          scope => m.scope,
          graph_id => p.graph_id,
          priority => p.priority,
          state => 'skipped',
          dead => m.blocked > 0,
          runnable => p.runnable,
          ends => p.ends,
          races => p.races))
        filter (where m.state = 'skipped' and m.finished_at = v_now)
    into v_wave_ready, v_joined, v_wave_handed, v_wave
    from moved m
    join placed p on p.run_id = m.run_id and p.idx = m.idx and p.scope = m.scope;

    v_handed := v_handed || coalesce(v_wave_handed, '{}');
    v_ready := v_ready || coalesce(v_wave_ready, '{}');

    -- Joins that another completion had begun: they could not be leased while their tokens were counted.
    if v_joined is not null then
      with chosen as (
        select
          j.*,
          row_number() over (partition by j.lane order by j.run_id, j.idx) = 1
            and not exists (select from unnest(v_handed) h where h.lane = j.lane) as hand
        from unnest(v_joined) j),
      leased as (
        update reflux.steps s
        set state = 'running', attempt = s.attempt + 1, worker_id = worker, started_at = v_now
        from chosen c
        where c.hand and s.run_id = c.run_id and s.idx = c.idx and s.scope = c.scope
        returning s.run_id, s.idx, s.scope, s.attempt, c.graph_id, c.lane, false)
      select
        (select coalesce(array_agg(row(l.*)::reflux_private.handed), '{}') from leased l),
        (select coalesce(
            array_agg(reflux_private.place(c.run_id, c.idx, c.scope, g.node_id, g.chunk, r.priority)),
            '{}')
          from chosen c
          join reflux.graph_steps g on g.graph_id = c.graph_id and g.idx = c.idx
          join reflux.runs r on r.id = c.run_id
          where not exists (
            select from leased l
            where l.run_id = c.run_id and l.idx = c.idx and l.scope = c.scope))
      into v_wave_handed, v_wave_ready
      from (select 1) one;
      v_handed := v_handed || v_wave_handed;
      v_ready := v_ready || v_wave_ready;
    end if;
    v_wave := coalesce(v_wave, '{}');
    v_final := v_final || v_wave;
  end loop;

  -- Close, ring, tell.
  select
    bool_or((d.ends or d.fails or d.quiet) and d.scope = ''),
    bool_or((d.ends or d.fails or d.quiet) and d.scope <> ''),
    array_agg(distinct row(d.run_id, null, d.scope)::reflux_private.step_ref) filter (where d.races),
    array_agg(distinct d.run_id)
  into v_closing, v_scoped, v_raced, v_moved
  from unnest(v_final) d;
  if v_scoped then
    v_ready := v_ready || reflux_private.close_scopes(v_final);
  end if;
  if v_closing then
    select c.finished, v_ready || c.parents into v_finished, v_ready
    from reflux_private.close_runs(v_final) c;
  end if;
  if cardinality(v_ready) > 0 then
    perform reflux_private.enqueue_steps(v_ready);
  end if;
  if v_raced is not null then
    perform reflux_private.end_races(v_raced);
  end if;
  if cardinality(moved) > 0 then
    v_moved := array(select unnest(v_moved) union select unnest(moved));
  end if;
  if v_moved is not null then
    perform reflux_private.announce(v_moved, coalesce(v_finished, '{}'));
  end if;
  return v_handed;
end $$;

comment on function reflux_private.settle_steps is
  'Sends tokens from finished steps, readies or skips what follows, finishes runs, rings doorbells; returns '
  'steps handed back, leased.';
