-- What happened in a run, in order: tries of steps, waits that ended, and what people did; an act on several
-- steps is a row for each. A try keeps the name that its step had in the graph it ran in.
create or replace view reflux.run_timeline with (security_invoker) as
select
  a.run_id,
  coalesce(a.started_at, a.finished_at) as at,
  case when a.wait is null then 'attempt' else 'wait' end as kind,
  g.key as step,
  a.scope,
  a.attempt,
  a.outcome::text as what,
  a.ready_at,
  a.started_at,
  a.finished_at,
  extract(epoch from a.started_at - a.ready_at) * 1000 as queued_ms,
  extract(epoch from a.finished_at - a.started_at) * 1000 as run_ms,
  a.error as detail,
  null::text as actor,
  concat_ws('.', a.idx, a.attempt, a.wait, a.scope) as entry,
  a.evidence,
  a.wait,
  a.usage
from reflux.attempts a
join reflux.runs r on r.id = a.run_id
join reflux.graph_steps g on g.graph_id = coalesce(a.graph_id, r.graph_id) and g.idx = a.idx
union all
select
  e.run_id,
  e.at,
  'event',
  d.step ->> 'step',
  d.step ->> 'scope',
  null,
  e.kind,
  null,
  null,
  null,
  null,
  null,
  coalesce(e.detail - 'steps', '{}')
    || d.step
    || jsonb_strip_nulls(jsonb_build_object('reason', e.reason)),
  e.actor,
  concat_ws('.', e.id, nullif(d.n, 1)),
  null,
  null,
  null
from reflux.run_events e
cross join lateral jsonb_array_elements(
  coalesce(e.detail -> 'steps', jsonb_build_array(coalesce(e.detail, '{}')))) with ordinality d(step, n);

comment on view reflux.run_timeline is
  E'@foreignKey (run_id) references reflux.runs (id)\n\nTries of steps (kind attempt), waits '
  'that ended (wait) and acts of people (event), by time. Durations in milliseconds.';
