-- Leases ready steps to a worker that is alive: attempt, worker and start by the database's
-- clock. Steps whose run is paused, locked by somebody or finished, steps that others have, and those that
-- lease_gated leases, are passed over. A sleeping step whose time has come is leased for its retry, or
-- settled when it was only waiting. Returns what is leased; `busy` places are to be tried
-- again. The n-th of each array are one place, which is answered as lane n - 1, or as offer n - 1 where the
-- places were offered along with outcomes: then one that was only waiting is busy, for such a flush settles
-- once.
-- Planned for look-ups by key whatever the statistics say: the plan is
-- made while the tables are small, and they grow.
create or replace function reflux_private.lease_places(
  worker bigint,
  run_ids bigint[],
  idxs int[],
  scopes text[],
  quarantines boolean[],
  losses_before_quarantine int,
  offered boolean default false)
returns setof reflux_private.lease language plpgsql volatile set search_path = pg_catalog, pg_temp
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off
set plan_cache_mode = force_generic_plan set jit = off as $$
declare
  v_locked bigint[];
  v_handed reflux_private.handed[];
  v_due reflux_private.handed[];
  v_queued bigint[];
begin
  select array_agg(r.id) into v_locked
  from (
    select r.id
    from reflux.runs r
    where r.id = any (run_ids)
    order by r.id
    for key share skip locked) r;

  -- Lease what is ready, or due for another try.
  with place as (
    select p.run_id, p.idx, p.scope, p.quarantine, p.lane::int - 1 as lane
    from unnest(run_ids, idxs, scopes, quarantines) with ordinality
      p(run_id, idx, scope, quarantine, lane)),
  -- Two whose doorbells name the same steps take them in one order.
  wanted as (
    select p.*, r.graph_id, r.state as run_state
    from place p
    cross join lateral (select r.graph_id, r.state from reflux.runs r where r.id = p.run_id limit 1) r
    where p.run_id = any (v_locked) and r.state in ('queued', 'running')
    order by p.run_id, p.idx, p.scope),
  taken as (
    update reflux.steps s set
      state = 'running',
      attempt = s.attempt + 1,
      worker_id = worker,
      started_at = reflux_private.clock(),
      wait = null,
      wake_at = null,
      error = case when s.quiet then s.error end
    from wanted w
    where s.run_id = w.run_id and s.idx = w.idx and s.scope = w.scope
      and (s.state = 'ready'
        or s.state = 'sleeping' and s.wait = 'retry' and s.wake_at <= reflux_private.clock())
      and s.gated is not true
      and (s.losses = 0 or coalesce(w.quarantine, false) or s.losses < lease_places.losses_before_quarantine)
    returning s.run_id, s.idx, s.scope, s.attempt, w.graph_id, w.lane, w.run_state)
  select
    coalesce(
      array_agg(reflux_private.handed(
          run_id => t.run_id,
          idx => t.idx,
          scope => t.scope,
          attempt => t.attempt,
          graph_id => t.graph_id,
          lane => t.lane)),
      '{}'),
    array_agg(distinct t.run_id) filter (where t.run_state = 'queued')
  into v_handed, v_queued
  from taken t;

  -- A run whose first step is leased runs.
  if v_queued is not null then
    update reflux.runs r
    set state = 'running', started_at = coalesce(r.started_at, reflux_private.clock())
    from (select q.id from reflux.runs q where q.id = any (v_queued) order by q.id for no key update) q
    where r.id = q.id;
    perform reflux_private.announce(v_queued);
  end if;
  if cardinality(v_handed) > 0 then
    return query select * from reflux_private.leased_steps(v_handed, offered => offered);
  end if;

  -- Of the others: settle those that were only waiting, and say which have to be asked for again.
  if cardinality(v_handed) < cardinality(run_ids) then
    select array_agg(reflux_private.handed(
        run_id => s.run_id,
        idx => s.idx,
        scope => s.scope,
        attempt => s.attempt,
        graph_id => r.graph_id))
    into v_due
    from unnest(run_ids, idxs, scopes) p(run_id, idx, scope)
    cross join lateral (
      select r.id, r.graph_id
      from reflux.runs r
      where r.id = p.run_id and r.id = any (v_locked) and r.state in ('queued', 'running')
      limit 1) r
    cross join lateral (
      select s.run_id, s.idx, s.scope, s.attempt
      from reflux.steps s
      where s.run_id = r.id and s.idx = p.idx and s.scope = p.scope
        and s.state = 'sleeping' and s.wait in ('timer', 'signal', 'child')
      limit 1) s;
    if v_due is not null and not offered then
      perform reflux_private.settle_motions(reflux_private.wake_steps(v_due));
      v_due := null;
    end if;
    return query
      select (r.reply).*
      from (
        select reflux_private.lease(
            'busy',
            lane => case when not offered then p.lane::int - 1 end,
            offer => case when offered then p.lane::int - 1 end,
            run_id => p.run_id,
            idx => p.idx,
            scope => p.scope) as reply
        from unnest(run_ids, idxs, scopes) with ordinality p(run_id, idx, scope, lane)
        where not p.run_id = any (coalesce(v_locked, '{}'))
            and exists (select from reflux.runs r where r.id = p.run_id)
          or exists (
            select from unnest(v_due) d
            where d.run_id = p.run_id and d.idx = p.idx and d.scope = p.scope)) r;
  end if;
end $$;

comment on function reflux_private.lease_places is
  'Leases ready steps to a live worker and returns what it needs to run them.';
