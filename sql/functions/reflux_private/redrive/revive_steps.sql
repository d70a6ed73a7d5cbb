-- Takes cancelled steps of a reopened run back to where they were, so that every join below them can
-- resolve: all of them where the run itself was cancelled, or the scope was `cut` short, else (a race that
-- ended) those that lead to a step which waits again. One whose scopes are open sleeps for them. Returns
-- the ones that are ready, and those that are so when tokens are counted with what came back.
create or replace function reflux_private.revive_steps(run reflux.runs, scopes text[], cut text[])
returns reflux_private.step_ref[] language plpgsql volatile set search_path = pg_catalog, pg_temp
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off
set plan_cache_mode = force_generic_plan set jit = off as $$
declare v_ready reflux_private.step_ref[]; v_revived bigint;
begin
  with recursive above(idx, scope) as (
    select o.idx, s.scope from reflux.steps s
    cross join lateral (
      select g.sources from reflux.graph_steps g where g.graph_id = run.graph_id and g.idx = s.idx limit 1) g
    cross join lateral unnest(g.sources) o(idx)
    where s.run_id = run.id and s.scope = any (scopes) and s.state = 'waiting'
    union
    select o.idx, a.scope from above a
    cross join lateral (
      select g.sources from reflux.graph_steps g where g.graph_id = run.graph_id and g.idx = a.idx limit 1) g
    cross join lateral unnest(g.sources) o(idx)),
  revived as (
    -- Only a waiting step has not been ready.
    update reflux.steps s set
      state = case
        when s.ready_at is null then 'waiting'
        when s.scopes_opened - s.scopes_ended > s.scopes_leave then 'sleeping'
        else 'ready' end::reflux.step_state,
      wait = case
        when s.scopes_opened - s.scopes_ended > s.scopes_leave then 'scopes'::reflux.wait_kind end,
      ready_at = case when s.ready_at is not null then reflux_private.clock() end,
      started_at = null,
      finished_at = null,
      error = null
    where s.run_id = run.id and s.scope = any (scopes) and s.state = 'cancelled'
      and (run.state = 'cancelled' or s.scope = any (cut)
        or (s.idx, s.scope) in (select a.idx, a.scope from above a))
    returning s.run_id, s.idx, s.scope, s.state)
  select count(*), coalesce(array_agg(row(r.run_id, r.idx, r.scope)::reflux_private.step_ref)
    filter (where r.state = 'ready'), '{}')
  into v_revived, v_ready from revived r;
  if v_revived > 0 then
    v_ready := v_ready || reflux_private.recount_tokens(run.id, run.graph_id, scopes);
  end if;
  return v_ready;
end $$;

comment on function reflux_private.revive_steps is
  'Takes cancelled steps of a reopened run back to where they were; returns the ready ones.';
