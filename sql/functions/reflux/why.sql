-- Exactly what a run, or one step of it, waits for, from the rows the scheduler itself decides by.
create or replace function reflux.why(run_id bigint, step text default null, scope text default '')
returns table (
  key text,
  in_scope text,
  state text,
  reason text,
  since timestamptz,
  until timestamptz,
  hint text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  v_run reflux.runs;
  v_now timestamptz := reflux_private.clock();
begin
  select * into v_run from reflux.runs r where r.id = why.run_id;
  if v_run.id is null or not reflux_private.sees_flow(v_run.flow_id) then
    perform reflux_private.fail('RFN02', format('no run %s', why.run_id), null, 'See reflux.runs.');
  end if;
  if why.step is not null then
    perform reflux_private.find_step(v_run.graph_id, why.step);
  end if;
  return query
    select
      g.key,
      coalesce(s.scope, why.scope),
      coalesce(s.state::text, 'waiting'),
      -- The reason.
      case
        when v_run.finished_at is not null and s.finished_at is null then format('the run is %s', v_run.state)
        when v_run.state = 'paused' and s.state in ('ready', 'sleeping') then
          'the run is paused' || coalesce(': ' || v_run.reason, '')
        when s.state is null and reflux_private.lacks_scope(v_run.id, g, coalesce(why.scope, '')) then format(
          'is in each scope that %s opens%s',
          (select o.key from reflux.graph_steps o where o.graph_id = g.graph_id and o.idx = g.region),
          case when why.scope <> '' then format(', and there is no %s', why.scope) else '' end)
        when s.state is null or s.state = 'waiting' then format('waits for %s', coalesce(
          (
            select string_agg(
              k.key || ' (' || coalesce(p.state::text, 'not reached') || ')', ', ' order by k.rank)
            from reflux.graph_steps k
            left join reflux.steps p
              on p.run_id = v_run.id and p.idx = k.idx and p.scope = coalesce(s.scope, why.scope)
            where k.graph_id = v_run.graph_id and k.idx = any (g.sources) and p.finished_at is null),
          'nothing: this is a defect'))
        when s.state = 'ready' and c.live = 0 then format('no live worker can run %s@%s', n.name, n.version)
          || coalesce(': ' || (select m.missing from reflux_private.missing_needs(n.id) m), '')
        when s.state = 'ready' and c.hearing = 0
          then format('%s live worker(s) can run it, and none hears the queue', c.live)
        when s.state = 'ready' then format(
          'in the queue, %s live worker(s) can run it; %s job(s) wait',
          c.live,
          (select count(*) from graphile_worker.jobs j where j.locked_at is null and j.run_at <= now()))
        when s.state = 'running'
            and (w.id is null or w.stopped_at is not null or w.lost_at is not null or w.lease_until <= v_now)
          then format(
            'ran on worker %s (%s), attempt %s, which is gone; a live worker takes it over',
            s.worker_id, w.name, s.attempt)
        when s.state = 'running' then
          format('runs on worker %s (%s), attempt %s', s.worker_id, w.name, s.attempt)
        when s.wait = 'retry' then
          format('try %s of %s failed: %s', s.failures, g.max_tries, s.error ->> 'message')
        when s.wait = 'timer' then 'sleeps'
        when s.wait = 'signal' then 'waits for a person'
        when s.wait = 'child' then format(
          'waits for child run %s (%s)',
          s.child_run_id,
          (select c.state from reflux.runs c where c.id = s.child_run_id))
        when s.wait = 'scopes' then format(
          'waits for %s of its %s scopes: %s',
          s.scopes_opened - s.scopes_ended - s.scopes_leave,
          s.scopes_opened,
          (
            select string_agg(o.scope, ', ' order by o.index) || case when count(*) > 3 then ', …' else '' end
            from (
              select c.scope, c.index from reflux.scopes c
              where c.run_id = v_run.id and c.idx = s.idx and c.parent = s.scope and c.finished_at is null
              order by c.index
              limit 4) o))
        when s.wait = 'slot' then format('waits for a place under %s', s.slot_key)
        when s.state = 'failed' then format('failed: %s %s', s.error ->> 'code', s.error ->> 'message')
        when s.state = 'skipped' then
          case when s.blocked > 0 then 'a step above it failed' else 'no branch that leads here was taken' end
        else s.state::text end
        || case
          when k.run_id is null then ''
          else format('; a signal of %s is kept for it until %s',
            k.actor, reflux_private.iso_time(k.expires_at)) end,
      -- Since when, until when.
      case s.state
        when 'ready' then s.ready_at
        when 'running' then s.started_at
        when 'sleeping' then coalesce(s.slot_since, s.started_at)
        else s.finished_at end,
      coalesce(s.wake_at, case s.state when 'running' then w.lease_until end),
      -- What would move it on.
      case
        when v_run.state = 'paused' then format('select reflux.resume_run(%s)', v_run.id)
        when s.wait = 'retry' then format('select reflux.retry_now(%s, %L%s)',
          v_run.id, g.key, ', ' || quote_literal(nullif(s.scope, '')))
        when s.wait = 'signal' then format('select reflux.signal_step(%s, %L, ''{}''%s)',
          v_run.id, g.key, ', ' || quote_literal(nullif(s.scope, '')))
        when s.wait = 'slot' then reflux_private.slot_hint(s.slot_key, s.run_id, s.idx, s.scope)
        when s.state in ('ready', 'running') and c.live = 0 then coalesce(
          (select m.provide from reflux_private.missing_needs(n.id) m),
          format('start a worker that has %s@%s: reflux worker', n.name, n.version))
        when s.state = 'failed' then coalesce(
          s.error ->> 'hint',
          format('select reflux.redrive_step(%s, %L%s)',
            v_run.id, g.key, ', ' || quote_literal(nullif(s.scope, '')))) end
    from reflux.graph_steps g
    join reflux.nodes n on n.id = g.node_id
    left join reflux.steps s
      on s.run_id = v_run.id and s.idx = g.idx and (why.step is null or s.scope = why.scope)
    left join reflux.workers w on w.id = s.worker_id
    cross join lateral (
      select count(*) as live, count(*) filter (where not x.deaf) as hearing
      from reflux.workers x
      where s.state in ('ready', 'running')
        and x.stopped_at is null and x.lost_at is null and x.lease_until > v_now
        and g.node_id = any (x.nodes)) c
    left join reflux.kept_signals k
      on k.run_id = v_run.id and k.idx = g.idx and k.scope = coalesce(s.scope, why.scope)
      and k.expires_at > reflux_private.clock()
    where g.graph_id = v_run.graph_id and not g.removed
      and case
        when why.step is not null then g.key = why.step
        else coalesce(s.state not in ('succeeded', 'skipped', 'waiting', 'cancelled'), false)
          or k.run_id is not null and s.finished_at is null end
    order by g.rank, 2;
end $$;

comment on function reflux.why is
  'What a run, or one of its steps, waits for, and what would move it on. Errors: RFN02, RFN03.';
