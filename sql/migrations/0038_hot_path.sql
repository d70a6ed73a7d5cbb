-- What a worker says became of an attempt, in the words of who writes nodes, and what that is in the tables:
-- said here, once. An error is `again` where the step's policy lets it be tried again.
create table reflux_private.outcome_kinds (
  kind    text not null,
  again   boolean not null default false,
  state   reflux.step_state not null,
  wait    reflux.wait_kind,
  attempt reflux.attempt_outcome not null,
  primary key (kind, again),
  constraint wait_while_sleeping check ((state = 'sleeping') = (wait is not null))
);
insert into reflux_private.outcome_kinds (kind, again, state, wait, attempt) values
  ('output',          false, 'succeeded', null,     'succeeded'),
  ('error',           false, 'failed',    null,     'failed'),
  ('error',           true,  'sleeping',  'retry',  'failed'),
  ('retry_at',        false, 'sleeping',  'retry',  'suspended'),
  ('sleep_until',     false, 'sleeping',  'timer',  'suspended'),
  ('sleep_for',       false, 'sleeping',  'timer',  'suspended'),
  ('wait_for_signal', false, 'sleeping',  'signal', 'suspended'),
  ('call_flow',       false, 'sleeping',  'child',  'suspended'),
  ('open_scopes',     false, 'sleeping',  'scopes', 'suspended'),
  ('release',         false, 'ready',     null,     'released'),
  ('cancel',          false, 'cancelled', null,     'cancelled');

-- What the hot path asks of a step of a graph, in one narrow row: whether the flow ends with its output, or
-- which step that waits for nobody else goes on with it (`own`: that needs nothing else).
-- reflux_private.note_hot_steps writes it, and only for such steps.
create table reflux_private.hot_steps (
  graph_id   bigint not null,
  idx        int not null,
  next_idx   int,
  next_node  int,
  next_chunk int,
  next_own   boolean,
  primary key (graph_id, idx),
  constraint next_is_whole check (num_nulls(next_idx, next_node, next_chunk, next_own) in (0, 4))
);
insert into reflux_private.hot_steps (graph_id, idx, next_idx, next_node, next_chunk, next_own)
select
  g.graph_id,
  g.idx,
  x.idx,
  x.node_id,
  x.chunk,
  case when x.idx is not null then cardinality(x.needs) = 1 end
from reflux.graph_steps g
left join reflux.graph_steps x on x.graph_id = g.graph_id and x.idx = g.straight_idx and not x.join_any
where not g.races and not g.gated and not g.removed and g.body = '{}'
  and (x.idx is not null or g.out_idx = '{}');

-- Outcomes and places come as arrays, one a column.
drop function if exists reflux_private.complete_steps(bigint, jsonb, int, jsonb);
drop function if exists reflux_private.take_steps(bigint, jsonb, int);
drop function if exists reflux_private.lease_places(bigint, jsonb, int, boolean);
drop function if exists reflux_private.leased_steps(reflux_private.handed[]);
drop function if exists reflux_private.lease_gated(bigint, jsonb, int, boolean, text[]);
drop function if exists reflux_private.settle_steps(
  reflux_private.settled[], bigint, int[], int, reflux_private.place[], bigint[]);
drop function if exists reflux_author.complete_own_step(bigint, uuid, jsonb);

drop type reflux_private.outcome;
create type reflux_private.outcome as (
  lane       int,
  run_id     bigint,
  idx        int,
  scope      text,
  attempt    int,
  kind       text,
  output     jsonb,
  ports      jsonb,
  artifact   text,
  error      jsonb,
  wake_at    timestamptz,
  wake_in_ms double precision,
  evidence   jsonb,
  follows    text,
  next       boolean,
  usage      jsonb
);

-- What a worker is told: a place that was offered has a number of its own.
alter type reflux_private.lease add attribute offer int;

-- What recording outcomes found: which were taken, what is to be settled, rung for, handed on or told of.
create type reflux_private.recorded as (
  lanes     int[],
  settled   reflux_private.settled[],
  ended     reflux_private.settled[],
  ready     reflux_private.place[],
  handed    reflux_private.handed[],
  moved     bigint[],
  left_keys text[],
  broken    reflux_private.step_ref[],
  cancelled bigint[],
  races     boolean,
  unfilled  int
);
