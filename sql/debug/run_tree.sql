-- A run as a tree: its steps in order, and the runs its steps called, with theirs.
--   \set run 7
--   \i sql/debug/run_tree.sql
\if :{?run}
\else
  \set run 1
\endif
with recursive tree(run, depth, path) as (
  select r.id, 0, array[0::bigint]
  from reflux.runs r
  where r.id = :run
  union all
  select r.id, t.depth + 1, t.path || g.rank::bigint || r.id
  from tree t
  join reflux.runs r on r.parent_run_id = t.run
  join reflux.runs p on p.id = t.run
  join reflux.graph_steps g on g.graph_id = p.graph_id and g.idx = r.parent_idx),
lines as (
  select
    t.path,
    repeat('    ', t.depth) || format('run %s: %s', r.id, f.slug) as what,
    r.state::text,
    null::int as attempt,
    r.finished_at - r.started_at as took,
    r.reason as note
  from tree t
  join reflux.runs r on r.id = t.run
  join reflux.flows f on f.id = r.flow_id
  union all
  select
    t.path || s.rank::bigint,
    repeat('    ', t.depth) || '  ' || s.step || coalesce(nullif('[' || s.scope || ']', '[]'), ''),
    s.state::text,
    s.attempt,
    make_interval(secs => s.duration_ms / 1000),
    coalesce(s.error ->> 'message', s.wait::text, s.node)
  from tree t
  join reflux.run_steps s on s.run_id = t.run)
select what, state, attempt, took, note
from lines
order by path;
