-- A step that reached a final state, each value beside its name: on its way to its successors.
-- Without `set`, so that it is inlined and costs nothing.
create or replace function reflux_private.settled(
  run_id bigint,
  idx int,
  scope text,
  graph_id bigint,
  priority int,
  state reflux.step_state,
  ports text[] default null,
  dead boolean default false,
  quiet boolean default false,
  runnable boolean default true,
  lane int default null,
  ends boolean default false,
  fails boolean default false,
  races boolean default false)
returns reflux_private.settled language sql immutable parallel safe as $$
  select row(
    run_id, idx, scope, graph_id, priority, state, ports,
    dead, quiet, runnable, lane, ends, fails, races)::reflux_private.settled
$$;

comment on function reflux_private.settled is 'A step that reached a final state.';
