-- A step as whoever leases it, wakes it or gives it back speaks of it, each value beside its name. `own`:
-- all it needs is what the worker's lane has just produced.
-- Without `set`, so that it is inlined and costs nothing.
create or replace function reflux_private.handed(
  run_id bigint,
  idx int,
  scope text,
  attempt int default null,
  graph_id bigint default null,
  lane int default null,
  own boolean default false)
returns reflux_private.handed language sql immutable parallel safe as $$
  select row(run_id, idx, scope, attempt, graph_id, lane, own)::reflux_private.handed
$$;

comment on function reflux_private.handed is 'A step that is leased, woken or given back.';
