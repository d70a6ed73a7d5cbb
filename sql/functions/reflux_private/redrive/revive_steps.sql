-- Takes cancelled steps of a reopened run back to where they were, so that every join below them can resolve: all of
-- them where the run itself was cancelled, else (a race that ended) those that lead to a step which waits again.
-- Returns the ones that are ready.
create or replace function reflux_private.revive_steps(run reflux.runs, scope text)
returns int[] language plpgsql volatile set search_path = pg_catalog, pg_temp
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off set plan_cache_mode = force_generic_plan set jit = off as $$
declare v_ready int[];
begin
  with recursive above(idx) as (
    select unnest(g.sources) from reflux.steps s join reflux.graph_steps g on g.graph_id = run.graph_id and g.idx = s.idx
    where s.run_id = run.id and s.scope = revive_steps.scope and s.state = 'waiting'
    union
    select unnest(g.sources) from above a join reflux.graph_steps g on g.graph_id = run.graph_id and g.idx = a.idx),
  revived as (
    -- Only a waiting step has not been ready.
    update reflux.steps s set state = case when s.ready_at is null then 'waiting' else 'ready' end::reflux.step_state,
      ready_at = case when s.ready_at is not null then clock_timestamp() end, started_at = null, finished_at = null, error = null
    where s.run_id = run.id and s.scope = revive_steps.scope and s.state = 'cancelled'
      and (run.state = 'cancelled' or s.idx in (select a.idx from above a))
    returning s.idx, s.state)
  select coalesce(array_agg(r.idx order by r.idx) filter (where r.state = 'ready'), '{}') into v_ready from revived r;
  return v_ready;
end $$;

comment on function reflux_private.revive_steps is 'Takes cancelled steps of a reopened run back to where they were; returns the ready ones.';
