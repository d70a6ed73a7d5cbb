-- An end of an attempt, or of a wait that came of it, each value beside its name. No worker ends a wait, and
-- its step was not ready for it.
-- Without `set`, so that it is inlined and costs nothing.
create or replace function reflux_private.ended(
  run_id bigint,
  idx int,
  scope text,
  attempt int,
  graph_id bigint,
  outcome reflux.attempt_outcome,
  state reflux.step_state,
  started_at timestamptz,
  wait reflux.wait_kind default null,
  worker_id bigint default null,
  ready_at timestamptz default null,
  error jsonb default null)
returns reflux_private.ended language sql immutable parallel safe as $$
  select row(run_id, idx, scope, attempt, graph_id, outcome, wait, state, worker_id, ready_at, started_at,
    error)::reflux_private.ended
$$;

comment on function reflux_private.ended is 'How an attempt or a wait ended.';
