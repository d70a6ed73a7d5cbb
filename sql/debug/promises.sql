-- Checks the promises of the engine (sql/README.md) over the whole database. No row means that all of them
-- hold. One statement, one snapshot: it may be run at any time, on a live system too. The tests end with it.
--   \i sql/debug/promises.sql
with
-- Attempts older than settings.keep_history are gone, so only younger runs can be held to theirs.
run as (
  select r.*, g.sinks, r.created_at > now() - e.keep_history as remembered
  from reflux.runs r
  join reflux.graphs g on g.id = r.graph_id, reflux.settings e),
step as (
  select
    s.*,
    g.key,
    g.deps as edges_in,
    g.out_idx = '{}' as is_end,
    g.on_error,
    r.state as run_state,
    r.finished_at as run_finished_at,
    r.remembered,
    reflux_private.join_verdict(s.deps, s.arrived, s.live, s.blocked, s.join_any) as verdict
  from run r
  join reflux.steps s on s.run_id = r.id
  join reflux.graph_steps g on g.graph_id = r.graph_id and g.idx = s.idx),
-- A person may run a step that its join would not start. What hangs on
-- it is counted anew, and held to all of this.
driven as (
  select distinct
    e.run_id,
    d ->> 'step' as key,
    d ->> 'scope' as scope,
    e.detail ->> 'downstream' = 'false' as quietly
  from reflux.run_events e,
    jsonb_array_elements(coalesce(e.detail -> 'steps', jsonb_build_array(e.detail))) d
  where e.kind = 'redriven'),
tally as (
  select
    a.run_id,
    a.idx,
    a.scope,
    count(*) as rows,
    count(distinct a.attempt) as attempts,
    max(a.attempt) as newest
  from reflux.attempts a
  where a.wait is null
  group by a.run_id, a.idx, a.scope),
-- How each step ended last: its newest attempt, or the wait that came of it.
newest_end as (
  select distinct on (a.run_id, a.idx, a.scope)
    a.run_id,
    a.idx,
    a.scope,
    a.outcome,
    a.graph_id
  from reflux.attempts a
  order by a.run_id, a.idx, a.scope, a.attempt desc, a.finished_at desc, a.wait nulls last),
-- Edges whose source has reached a final state, or had before it was
-- made to run again quietly. Cancelled steps say nothing.
told as (
  select p.run_id, e.idx, p.scope, count(*) as edges
  from step p
  join run r on r.id = p.run_id
  join reflux.graph_steps g on g.graph_id = r.graph_id and g.idx = p.idx
  cross join lateral unnest(g.out_idx) e(idx)
  where p.state in ('succeeded', 'failed', 'skipped') or p.quiet
  group by p.run_id, e.idx, p.scope),
ends as (
  select
    s.run_id,
    s.scope,
    count(*) filter (where s.is_end and s.finished_at is not null) as resolved,
    count(*) filter (where not s.is_end and s.quiet and s.finished_at is null) as quiet,
    count(*) filter (where s.state = 'failed' and s.on_error = 'fail') as failed,
    count(*) filter (where s.finished_at is null) as unfinished,
    count(*) filter (where s.state in ('ready', 'running', 'sleeping')) as moving
  from step s
  group by s.run_id, s.scope),
-- A scope, with the step that opened it. One that was cut short is over with ends it lacks.
scope as (
  select
    c.*,
    r.state as run_state,
    r.finished_at as run_finished_at,
    g.key,
    g.body,
    g.body_roots,
    g.body_sinks,
    g.races,
    o.state as owner_state,
    c.finished_at is not null and c.open_ends > 0 as cut
  from run r
  join reflux.scopes c on c.run_id = r.id
  left join reflux.graph_steps g on g.graph_id = r.graph_id and g.idx = c.idx
  left join reflux.steps o on o.run_id = c.run_id and o.idx = c.idx and o.scope = c.parent),
-- Whoever has scopes around a step that was driven goes on with it.
drove as (
  select * from driven
  union
  select c.run_id, c.key, c.parent, d.quietly
  from driven d
  join scope c on c.run_id = d.run_id and (d.scope = c.scope or starts_with(d.scope, c.scope || '/'))),
broken (promise, fact, run_id, step, detail) as (
  -- I1: a run is started once, and whole.
  select 'I1', 'an idempotency key has one run', min(id), null,
    format('flow %s, %s key %s: %s runs', flow_id, key_kind, idempotency_key, count(*))
  from run
  where idempotency_key is not null
  group by flow_id, key_kind, idempotency_key
  having count(*) > 1
  union all
  select 'I1', 'a run has its first steps', r.id, null, format('root %s is missing', root)
  from run r
  join reflux.graphs g on g.id = r.graph_id
  cross join lateral unnest(g.roots) root
  where not exists (select from reflux.steps s where s.run_id = r.id and s.idx = root and s.scope = '')
  union all
  select 'I1', 'a scope has its first steps', c.run_id, c.key, format('%s: root %s is missing', c.scope, root)
  from scope c
  cross join lateral unnest(c.body_roots) root
  where not exists (
    select from reflux.steps s where s.run_id = c.run_id and s.idx = root and s.scope = c.scope)

  -- I2: a step's result counts once.
  union all
  select 'I2', 'an attempt ends once', t.run_id, t.idx::text,
    format('%s rows for %s attempts', rows, attempts)
  from tally t
  where rows <> attempts
  union all
  select 'I2', 'a wait of an attempt ends once', a.run_id, a.idx::text,
    format('%s rows for the %s of attempt %s', count(*), a.wait, a.attempt)
  from reflux.attempts a
  where a.wait is not null
  group by a.run_id, a.idx, a.scope, a.attempt, a.wait
  having count(*) > 1
  union all
  select 'I2', 'a wait that ended is that of an attempt', a.run_id, a.idx::text,
    format('%s of attempt %s', a.wait, a.attempt)
  from reflux.attempts a
  join run r on r.id = a.run_id and r.remembered
  where a.wait is not null and not exists (
    select from reflux.attempts b
    where b.run_id = a.run_id and b.idx = a.idx and b.scope = a.scope and b.attempt = a.attempt
      and b.wait is null)
  union all
  select 'I2', 'every attempt but the one that runs has ended', s.run_id, s.key,
    format('%s, attempt %s: %s ended, newest %s',
      s.state, s.attempt, coalesce(t.attempts, 0), coalesce(t.newest, 0))
  from step s
  left join tally t on t.run_id = s.run_id and t.idx = s.idx and t.scope = s.scope
  where s.remembered and (coalesce(t.attempts, 0), coalesce(t.newest, 0)) is distinct from
    (s.attempt - (s.state = 'running')::int, s.attempt - (s.state = 'running')::int)
  union all
  select 'I2', 'a result is that of the last attempt', s.run_id, s.key,
    format('%s, but the last attempt %s', s.state, coalesce(t.outcome::text, 'is missing'))
  from step s
  left join newest_end t on t.run_id = s.run_id and t.idx = s.idx and t.scope = s.scope
  -- What a fork reuses was never tried in it.
  where s.remembered and s.attempt > 0 and case s.state
    -- Of an older release are ends of waits that left no row, and those have no graph.
    when 'succeeded' then t.outcome is distinct from 'succeeded'
      and not coalesce(t.outcome = 'suspended' and t.graph_id is null, false)
    when 'failed' then coalesce(t.outcome not in ('failed', 'lost'), true)
      and not coalesce(t.outcome = 'suspended' and t.graph_id is null, false)
    -- What was put back (a new epoch) or runs again without a word to
    -- those below keeps the attempts of before.
    -- A step that opened scopes goes on when one of them was driven again.
    else t.outcome = 'succeeded' and s.epoch = 0 and s.scopes_opened is null end
  union all
  select 'I2', 'what was never tried has no result, but in a fork', s.run_id, s.key, s.state::text
  from step s
  join reflux.runs r on r.id = s.run_id
  where s.attempt = 0 and s.state = 'succeeded' and r.forked_from is null
  union all
  select 'I2', 'a running step is held by a worker', s.run_id, s.key, format('worker %s', s.worker_id)
  from step s
  where s.state = 'running' and not exists (select from reflux.workers w where w.id = s.worker_id)
  union all
  select 'I2', 'an attempt has one child', c.parent_run_id, c.parent_idx::text,
    format('attempt %s: %s runs', c.idempotency_key, count(*))
  from run c
  where c.key_kind = 'child'
  group by c.parent_run_id, c.parent_idx, c.parent_scope, c.idempotency_key
  having count(*) > 1
  union all
  select 'I2', 'a step waits for a child that is its own', s.run_id, s.key, format('run %s', s.child_run_id)
  from step s
  join reflux.runs c on c.id = s.child_run_id
  where s.state = 'sleeping' and s.wait = 'child'
    and (c.parent_run_id, c.parent_idx, c.parent_scope) is distinct from (s.run_id, s.idx, s.scope)
  union all
  select 'I2', 'only the child of the last attempt lives', c.parent_run_id, s.key,
    format('run %s is %s', c.id, c.state)
  from run c
  join step s on s.run_id = c.parent_run_id and s.idx = c.parent_idx and s.scope = c.parent_scope
  where c.finished_at is null and s.child_run_id is distinct from c.id

  -- I3: steps go in the order of the graph.
  union all
  select 'I3', 'a step that succeeded has an output', s.run_id, s.key, null
  from step s
  where s.state = 'succeeded' and s.output is null and s.output_hash is null
  union all
  select 'I3', 'a step ends after those above it', s.run_id, s.key,
    format('ended %s, but %s ended %s', s.finished_at, p.key, p.finished_at)
  from step s
  join run r on r.id = s.run_id
  join reflux.graph_steps g on g.graph_id = r.graph_id and g.out_idx <> '{}' and s.idx = any (g.out_idx)
  join step p on p.run_id = s.run_id and p.idx = g.idx and p.scope = s.scope
  where s.state in ('succeeded', 'failed') and not s.join_any and p.state = 'succeeded'
    -- Where it is hours, somebody has set the clock.
    and p.finished_at > s.finished_at and p.finished_at < s.finished_at + interval '30 minutes'
    -- A quiet one replaces what those below have had.
    and (p.run_id, p.key, p.scope, true) not in (select d.run_id, d.key, d.scope, d.quietly from drove d)
  union all
  select 'I3', 'a step starts when its join allows it', s.run_id, s.key,
    format('%s of %s edges, %s live, %s blocked', arrived, deps, live, blocked)
  from step s
  where s.deps > 0
    and s.state in ('ready', 'running', 'sleeping', 'succeeded', 'failed')
    and s.verdict <> 'ready'
    and (s.run_id, s.key, s.scope) not in (select d.run_id, d.key, d.scope from driven d)
  union all
  select 'I3', 'a join that is decided does not wait', s.run_id, s.key,
    format('%s of %s edges, %s live, %s blocked', arrived, deps, live, blocked)
  from step s
  where s.state = 'waiting' and s.verdict <> 'waiting'
  union all
  select 'I3', 'an edge brings one token', s.run_id, s.key,
    format('%s tokens over %s edges', s.arrived, coalesce(t.edges, 0))
  from step s
  left join told t on t.run_id = s.run_id and t.idx = s.idx and t.scope = s.scope
  where s.edges_in > 0 and s.arrived <> coalesce(t.edges, 0) and s.state <> 'cancelled'
    -- One that is decided hears again from a step above it that was driven again for others.
    and (s.state = 'waiting' or s.run_id not in (select d.run_id from driven d))
  union all
  select 'I3', 'a step that was told of every edge exists', t.run_id, g.key, format('%s edges', t.edges)
  from told t
  join run r on r.id = t.run_id
  join reflux.graph_steps g on g.graph_id = r.graph_id and g.idx = t.idx
  where not exists (
    select from reflux.steps s
    where s.run_id = t.run_id and s.idx = t.idx and s.scope = t.scope)

  -- I4: a run goes on, and ends.
  union all
  select 'I4', 'an unfinished run has a step that moves', r.id, null,
    format('%s, %s ends open', r.state, r.open_sinks)
  from run r
  left join ends e on e.run_id = r.id and e.scope = ''
  where r.state in ('queued', 'running') and coalesce(e.moving, 0) = 0
  union all
  select 'I4', 'a finished run has no step that moves', s.run_id, s.key,
    format('%s in a run that %s', s.state, s.run_state)
  from step s
  where s.run_finished_at is not null and s.finished_at is null
    and s.run_id not in (select q.run_id from reflux_private.raced_runs q)
  union all
  select 'I4', 'open_sinks counts the ends that are open', r.id, null,
    format('%s, counted %s', r.open_sinks, r.sinks - e.resolved + e.quiet)
  from run r
  join ends e on e.run_id = r.id and e.scope = ''
  where r.state <> 'cancelled' and r.open_sinks <> r.sinks - e.resolved + e.quiet
  union all
  select 'I4', 'a run ends when its ends are resolved, not before', r.id, null,
    format('%s with %s open', r.state, r.open_sinks)
  from run r
  where r.state <> 'cancelled' and (r.finished_at is not null) <> (r.open_sinks = 0)
  union all
  select 'I4', 'a run fails when a step failed for good, and only then', r.id, null,
    format('%s, %s noted, %s failed', r.state, r.failed_steps, e.failed)
  from run r
  join ends e on e.run_id = r.id and e.scope = ''
  where r.failed_steps <> e.failed or r.state = 'failed' and e.failed = 0
    -- The loser of a race may fail at the very moment the winner ends the run.
    or r.state = 'succeeded' and e.failed > 0 and not exists (
      select from reflux.graph_steps g where g.graph_id = r.graph_id and g.races)
  union all
  select 'I4', 'a sleeping step has something that wakes it', s.run_id, s.key, format('%s', s.wait)
  from step s
  where s.state = 'sleeping' and case s.wait
    when 'child' then not exists (select from reflux.runs c where c.id = s.child_run_id)
    when 'slot' then s.slot_key is null or s.slot_since is null
    when 'signal' then false
    when 'scopes' then s.scopes_opened - s.scopes_ended <= s.scopes_leave
    else s.wake_at is null end

  -- I4, for the parts that steps repeat.
  union all
  select 'I4', 'a step in a scope has the scope', s.run_id, s.key, s.scope
  from step s
  where s.scope <> '' and not exists (
    select from scope c where c.run_id = s.run_id and c.scope = s.scope and s.idx = any (c.body))
  union all
  select 'I4', 'a scope that is open has a step that waits for it', c.run_id, c.key,
    format('%s, and it is %s', c.scope, coalesce(c.owner_state::text, 'missing'))
  from scope c
  where c.owner_state is null
    or c.finished_at is null and c.owner_state not in ('ready', 'running', 'sleeping')
  union all
  select 'I4', 'a scope that is open has a step that moves', c.run_id, c.key, c.scope
  from scope c
  left join ends e on e.run_id = c.run_id and e.scope = c.scope
  where c.finished_at is null and coalesce(e.moving, 0) = 0
  union all
  select 'I4', 'a scope that ended has no step that moves', s.run_id, s.key,
    format('%s in %s', s.state, s.scope)
  from step s
  join scope c on c.run_id = s.run_id and c.scope = s.scope
  where c.finished_at is not null and s.finished_at is null
    and s.run_id not in (select q.run_id from reflux_private.raced_runs q)
  union all
  select 'I4', 'open_ends counts the ends that are open', c.run_id, c.key,
    format('%s: %s, counted %s', c.scope, c.open_ends, c.body_sinks - e.resolved + e.quiet)
  from scope c
  join ends e on e.run_id = c.run_id and e.scope = c.scope
  where not c.cut and c.open_ends <> c.body_sinks - e.resolved + e.quiet
  union all
  select 'I4', 'a scope ends when its ends are resolved, not before', c.run_id, c.key,
    format('%s with %s open', c.scope, c.open_ends)
  from scope c
  where c.finished_at is null and c.open_ends = 0
    or c.cut and c.owner_state in ('ready', 'running', 'sleeping')
  union all
  select 'I4', 'a scope counts its failures', c.run_id, c.key,
    format('%s: %s noted, %s failed', c.scope, c.failed, e.failed)
  from scope c
  join ends e on e.run_id = c.run_id and e.scope = c.scope
  where c.failed <> e.failed
  union all
  select 'I4', 'a step counts its scopes', s.run_id, s.key,
    format('%s opened, %s ended, %s failed', s.scopes_opened, s.scopes_ended, s.scopes_failed)
  from step s
  cross join lateral (
    select
      count(*) as opened,
      count(c.finished_at) as ended,
      count(*) filter (where c.finished_at is not null and c.failed > 0 and not c.cut) as failed,
      count(*) filter (where c.finished_at is not null and c.failed > 0) as most
    from scope c
    where c.run_id = s.run_id and c.idx = s.idx and c.parent = s.scope) n
  where coalesce(s.scopes_opened, 0) <> n.opened
    or s.state not in ('cancelled', 'skipped') and s.scopes_opened is not null
      and (s.scopes_ended <> n.ended or s.scopes_failed not between n.failed and n.most)

  -- I6: an end is whole, so that a trace can be made of it.
  union all
  select 'I6', 'an end says in which graph, in which transaction, and what became of the step', a.run_id,
    a.idx::text, format('attempt %s', a.attempt)
  from reflux.attempts a
  where num_nulls(a.graph_id, a.xid, a.state) not in (0, 3)

  -- I8: no place outlives its step.
  union all
  select 'I8', 'a place under a concurrency key is that of a step which runs or stands in line', s.run_id,
    s.key,
    format('key %s, %s', s.slot_key, s.state)
  from step s
  where s.slot_key is not null and case
    when s.slot_since is null then s.state <> 'running'
    else s.state not in ('ready', 'sleeping') end
  union all
  select 'I8', 'no more steps run under a concurrency key than its limit', min(s.run_id), null,
    format('key %s: %s of %s', s.slot_key, count(*), max(s.slot_limit))
  from step s
  where s.slot_key is not null and s.state = 'running'
  group by s.slot_key
  having count(*) > max(s.slot_limit))
select promise, fact, run_id, step, detail
from broken
order by promise, fact, run_id, step;
