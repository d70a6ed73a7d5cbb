-- Which steps the database believes a worker holds. Asked when a worker may have missed a notification: it starts
-- what it did not know of, and aborts what it holds no longer.
create or replace function reflux_private.held_steps(worker bigint)
returns setof reflux_private.handed language sql stable as $$
  select s.run_id, s.idx, s.scope, s.attempt, r.graph_id, null::int
  from reflux.runs r join reflux.steps s on s.run_id = r.id
  where r.state in ('queued', 'running', 'paused') and s.state = 'running' and s.worker_id = worker
$$;

comment on function reflux_private.held_steps is 'The steps a worker holds, as the database sees it.';
