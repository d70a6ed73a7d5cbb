-- What a worker holds, with all it needs to run it: the places named, or
-- everything, as the database sees it. Asked for steps that were handed over by
-- a notification, and whenever a reply or a notification may have been lost.
-- PL/pgSQL with a kept plan: it stands between a call that starts a run and the first node, and planning cost
-- more than all the rest.
create or replace function reflux_private.recall_steps(worker bigint, places jsonb default null)
returns setof reflux_private.lease language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off
set plan_cache_mode = force_generic_plan set jit = off as $$
declare v_held reflux_private.handed[];
begin
  if places is null then
    select array_agg(reflux_private.handed(
        run_id => s.run_id,
        idx => s.idx,
        scope => s.scope,
        attempt => s.attempt,
        graph_id => r.graph_id))
    into v_held
    from reflux.runs r
    join reflux.steps s on s.run_id = r.id
    where r.state in ('queued', 'running', 'paused') and s.state = 'running' and s.worker_id = worker;
  else
    select array_agg(reflux_private.handed(
        run_id => s.run_id,
        idx => s.idx,
        scope => s.scope,
        attempt => s.attempt,
        graph_id => r.graph_id))
    into v_held
    from jsonb_array_elements(places) p
    join reflux.runs r on r.id = (p ->> 0)::bigint
    join reflux.steps s on s.run_id = r.id and s.idx = (p ->> 1)::int and s.scope = p ->> 2
    where s.state = 'running' and s.worker_id = worker;
  end if;
  return query select * from reflux_private.leased_steps(v_held);
end $$;

comment on function reflux_private.recall_steps is
  'The steps a worker holds, as the database sees it, with what it needs to run them.';
