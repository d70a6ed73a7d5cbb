-- What a worker is told of a step, each value beside its name: that it is `leased`, with all it needs to run
-- it; `untold`, with all it needs to tell its concurrency key; `refused`, `busy` or `untried`, of which the
-- names are enough. `lane` is the position of the outcome it
-- answers; `offer` that of a place that was offered along with outcomes.
-- Without `set`, so that it is inlined and costs nothing.
create or replace function reflux_private.lease(
  verdict text,
  lane int default null,
  offer int default null,
  run_id bigint default null,
  idx int default null,
  scope text default null,
  attempt int default null,
  failures int default null,
  epoch int default null,
  graph_id bigint default null,
  flow text default null,
  version int default null,
  run_input jsonb default null,
  run_started_at timestamptz default null,
  pinned boolean default null,
  own boolean default null,
  input jsonb default null,
  outputs jsonb default null,
  item jsonb default null,
  index int default null,
  scopes jsonb default null)
returns reflux_private.lease language sql immutable parallel safe as $$
  select row(
    verdict, lane, run_id, idx, scope, attempt, failures, epoch, graph_id, flow, version,
    run_input, run_started_at, pinned, own, input, outputs, item, index, scopes, offer)::reflux_private.lease
$$;

comment on function reflux_private.lease is 'What a worker is told of a step.';
