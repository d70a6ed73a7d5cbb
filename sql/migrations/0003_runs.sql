-- What runs: the hot tables. Narrow rows, no foreign keys, no index on a column that changes;
-- every run-scoped table leads with run_id.

create table reflux.runs (
  id              bigint generated always as identity primary key,
  flow_id         bigint not null,
  version_id      bigint,
  graph_id        bigint not null,
  state           reflux.run_state not null default 'queued',
  priority        int not null default 0 check (priority between -1000 and 1000),
  open_sinks      int not null,
  failed_steps    int not null default 0,
  revision        int not null default 0,
  parent_run_id   bigint,
  parent_idx      int,
  parent_scope    text,
  forked_from     bigint,
  trigger_step    text,
  idempotency_key text,
  pinned          boolean not null default false,
  created_at      timestamptz not null default now(),
  started_at      timestamptz,
  finished_at     timestamptz,
  reason          text,
  input           jsonb not null default '{}',
  constraint finished_at_when_final check
    ((finished_at is not null) = (state in ('succeeded', 'failed', 'cancelled'))),
  constraint open_sinks_never_negative check (open_sinks >= 0)
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
create unique index runs_idempotency on reflux.runs (flow_id, idempotency_key) where idempotency_key is not null;
create index runs_live on reflux.runs (id) where state in ('queued', 'running', 'paused');
create index runs_by_flow on reflux.runs (flow_id, id desc);
create index runs_by_state on reflux.runs (state, id desc);
create index runs_by_parent on reflux.runs (parent_run_id) where parent_run_id is not null;

-- A row appears when a step's first token arrives. `attempt` rises with every lease and never falls:
-- it is the lease token.
create table reflux.steps (
  run_id      bigint not null,
  idx         int not null,
  scope       text not null default '',
  state       reflux.step_state not null,
  attempt     int not null default 0,
  failures    smallint not null default 0,
  losses      smallint not null default 0,
  deps        int not null default 0,
  arrived     int not null default 0,
  live        int not null default 0,
  blocked     int not null default 0,
  join_any    boolean not null default false,
  quiet       boolean not null default false,
  epoch       smallint not null default 0,
  wait        reflux.wait_kind,
  progress    real,
  worker_id   bigint,
  child_run_id bigint,
  ready_at    timestamptz,
  started_at  timestamptz,
  finished_at timestamptz,
  wake_at     timestamptz,
  ports       text[],
  input       jsonb,
  output      jsonb,
  artifact    text,
  error       jsonb,
  primary key (run_id, idx, scope),
  constraint leased_while_running check ((worker_id is not null) = (state = 'running')),
  constraint wait_while_sleeping check ((wait is not null) = (state = 'sleeping')),
  constraint output_only_when_succeeded check (output is null and artifact is null or state = 'succeeded'),
  constraint finished_at_when_final check
    ((finished_at is not null) = (state in ('succeeded', 'failed', 'skipped', 'cancelled')))
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);

-- The history of tries, one row when a try ends. Also the outbox of the traces: append-only.
create table reflux.attempts (
  run_id      bigint not null,
  idx         int not null,
  scope       text not null default '',
  attempt     int not null,
  outcome     reflux.attempt_outcome not null,
  worker_id   bigint,
  ready_at    timestamptz,
  started_at  timestamptz,
  finished_at timestamptz not null,
  error       jsonb
) partition by range (finished_at);
create index attempts_by_step on reflux.attempts (run_id, idx);

-- What people and services did to a run.
create table reflux.run_events (
  id      bigint generated always as identity,
  run_id  bigint not null,
  at      timestamptz not null default clock_timestamp(),
  kind    text not null,
  actor   text not null,
  reason  text,
  detail  jsonb,
  primary key (run_id, at, id)
) partition by range (at);

create table reflux.step_logs (
  run_id  bigint not null,
  idx     int not null,
  scope   text not null default '',
  attempt int not null,
  at      timestamptz not null,
  level   text not null check (level in ('debug', 'info', 'warn', 'error')),
  message text not null,
  fields  jsonb
) partition by range (at);
create index step_logs_by_step on reflux.step_logs (run_id, idx, at);

-- One row per flush: which runs changed. `xid` lets a reader know up to where it has seen everything.
create table reflux.changes (
  seq  bigint generated always as identity,
  xid  xid8 not null default pg_current_xact_id(),
  at   timestamptz not null default clock_timestamp(),
  runs bigint[] not null
) partition by range (at);
create index changes_by_xid on reflux.changes (xid);

-- Outputs over settings.inline_output_bytes, by content.
create table reflux.artifacts (
  hash       text primary key,
  bytes      int not null,
  body       jsonb not null,
  created_at timestamptz not null default now()
);

create table reflux.workers (
  id          bigint generated always as identity primary key,
  name        text not null,
  started_at  timestamptz not null default clock_timestamp(),
  lease_until timestamptz not null,
  seen_at     timestamptz not null default clock_timestamp(),
  stopped_at  timestamptz,
  lost_at     timestamptz,
  secret      uuid not null default gen_random_uuid(),
  nodes       int[] not null default '{}',
  concurrency int not null default 1,
  idle        int not null default 0,
  pools       text[] not null default '{}'
) with (fillfactor = 50);
create index workers_live on reflux.workers (id) where stopped_at is null and lost_at is null;

-- How many steps each worker could take at once now: what start_runs hands runs to. Apart from the lease, because
-- whoever starts a run locks this row until it commits, which may be long.
create table reflux_private.idle_workers (
  worker_id bigint primary key,
  idle      int not null default 0
) with (fillfactor = 50);

-- Who holds, and who waits for, a place under a concurrency key that has `places`.
create table reflux_private.slots (
  key     text not null,
  places  int not null,
  run_id  bigint not null,
  idx     int not null,
  scope   text not null,
  attempt int not null,
  held    boolean not null,
  since   timestamptz not null default clock_timestamp(),
  primary key (key, run_id, idx, scope)
);
create index slots_by_step on reflux_private.slots (run_id, idx, scope);

-- Catch what comes on a day without a partition (reflux_private.keep_partitions makes them ahead).
create table reflux.attempts_rest partition of reflux.attempts default;
create table reflux.run_events_rest partition of reflux.run_events default;
create table reflux.step_logs_rest partition of reflux.step_logs default;
create table reflux.changes_rest partition of reflux.changes default;

-- How an attempt ended, as its worker tells it.
create type reflux_private.outcome as (
  lane int, run_id bigint, idx int, scope text, attempt int, kind text, output jsonb, ports text[], error jsonb,
  wake_at timestamptz, slot boolean, next boolean, artifact text, body jsonb
);

-- A step that reached a final state, on its way to its successors. `lane` is the worker's slot it ran in; `dead` means
-- that a failure above blocks what is below; `ends`: no edge leaves it; `fails`: its failure is the run's.
create type reflux_private.settled as (
  run_id bigint, idx int, scope text, graph_id bigint, priority int, state reflux.step_state,
  ports text[], dead boolean, quiet boolean, runnable boolean, lane int, ends boolean, fails boolean, races boolean
);

-- A step that needs a doorbell, now or at `wake_at`.
create type reflux_private.place as (
  run_id bigint, idx int, scope text, node_id int, chunk int, priority int, wake_at timestamptz, quarantine boolean
);

-- A step handed to a worker, leased. `own`: all it needs is what the worker's lane has just produced.
create type reflux_private.handed as (
  run_id bigint, idx int, scope text, attempt int, graph_id bigint, lane int, own boolean
);

-- What a worker is told about a step: leased (with all it needs to run it), refused, or busy (ask again).
create type reflux_private.lease as (
  verdict text, lane int, run_id bigint, idx int, scope text, attempt int, failures int, epoch int, graph_id bigint, flow text, version int,
  run_input jsonb, run_started_at timestamptz, pinned boolean, own boolean, input jsonb, outputs jsonb
);
