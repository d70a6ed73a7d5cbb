-- A step that needs a doorbell, each value beside its name; now, or at `wake_at`.
-- Without `set`, so that it is inlined and costs nothing.
create or replace function reflux_private.place(
  run_id bigint,
  idx int,
  scope text,
  node_id int,
  chunk int,
  priority int,
  wake_at timestamptz default null,
  quarantine boolean default false)
returns reflux_private.place language sql immutable parallel safe as $$
  select row(run_id, idx, scope, node_id, chunk, priority, wake_at, quarantine)::reflux_private.place
$$;

comment on function reflux_private.place is 'A step that needs a doorbell.';
