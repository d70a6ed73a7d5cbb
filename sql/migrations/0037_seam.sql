-- One seam after a step ends: each end of each kind is a row of reflux.attempts, also that of a wait. It says
-- in which graph, in which transaction, and what it used.
alter table reflux.attempts
  add column graph_id bigint,
  add column wait     reflux.wait_kind,
  add column state    reflux.step_state,
  add column usage    jsonb,
  add column xid      xid8;
-- Apart from the column, so that the rows of before are not written again: they have none.
alter table reflux.attempts alter column xid set default pg_current_xact_id();
-- Ids of transactions rise nearly as rows are added: an index of this kind costs a row next to nothing. It
-- knows no xid8, so it holds the number.
create index attempts_by_xid on reflux.attempts using brin ((xid::text::bigint));

alter table reflux.steps add column slept_at timestamptz;
update reflux.steps s
set slept_at = (
  select max(a.finished_at) from reflux.attempts a
  where a.run_id = s.run_id and a.idx = s.idx and a.scope = s.scope and a.attempt = s.attempt)
where s.state = 'sleeping';

alter type reflux_private.outcome add attribute usage jsonb;

-- An end, on its way to reflux.attempts.
create type reflux_private.ended as (
  run_id     bigint,
  idx        int,
  scope      text,
  attempt    int,
  graph_id   bigint,
  outcome    reflux.attempt_outcome,
  wait       reflux.wait_kind,
  state      reflux.step_state,
  worker_id  bigint,
  ready_at   timestamptz,
  started_at timestamptz,
  error      jsonb
);

-- Who reads on from the ends: nothing he has not read is dropped.
create table reflux_private.readers (
  name        text primary key,
  xid         xid8 not null,
  since       timestamptz not null default reflux_private.clock(),
  advanced_at timestamptz not null default reflux_private.clock(),
  constraint name_is_short check (length(name) between 1 and 100)
);

drop view if exists reflux.run_timeline;
