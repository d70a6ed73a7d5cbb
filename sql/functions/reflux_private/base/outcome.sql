-- What became of an attempt, in the words of reflux_private.outcome_kinds, each value beside its name.
-- Without `set`, so that it is inlined and costs nothing.
create or replace function reflux_private.outcome(
  lane int,
  run_id bigint,
  idx int,
  scope text,
  attempt int,
  kind text,
  output jsonb default null,
  ports jsonb default null,
  artifact text default null,
  error jsonb default null,
  wake_at timestamptz default null,
  wake_in_ms double precision default null,
  evidence jsonb default null,
  follows text default null,
  next boolean default null,
  usage jsonb default null)
returns reflux_private.outcome language sql immutable parallel safe as $$
  select row(
    lane, run_id, idx, scope, attempt, kind, output, ports, artifact, error,
    wake_at, wake_in_ms, evidence, follows, next, usage)::reflux_private.outcome
$$;

comment on function reflux_private.outcome is 'What became of an attempt.';
