-- What a worker holds, with all it needs to run it: the places named, or everything, as the database sees it. Asked
-- for steps that were handed over by a notification, and whenever a reply or a notification may have been lost.
create or replace function reflux_private.recall_steps(worker bigint, places jsonb default null)
returns setof reflux_private.lease language sql stable as $$
  select l.* from (
    select array_agg(row(s.run_id, s.idx, s.scope, s.attempt, r.graph_id, null, false)::reflux_private.handed) as held
    from reflux.runs r join reflux.steps s on s.run_id = r.id
    where places is null and r.state in ('queued', 'running', 'paused') and s.state = 'running' and s.worker_id = worker
    union all
    select array_agg(row(s.run_id, s.idx, s.scope, s.attempt, r.graph_id, null, false)::reflux_private.handed)
    from jsonb_array_elements(places) p
    join reflux.runs r on r.id = (p ->> 0)::bigint
    join reflux.steps s on s.run_id = r.id and s.idx = (p ->> 1)::int and s.scope = p ->> 2
    where s.state = 'running' and s.worker_id = worker) h
  cross join lateral reflux_private.leased_steps(h.held) l
$$;

comment on function reflux_private.recall_steps is 'The steps a worker holds, as the database sees it, with what it needs to run them.';
