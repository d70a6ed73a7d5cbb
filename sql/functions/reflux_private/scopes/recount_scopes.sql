-- Counts anew the open ends and failures of scopes, and of their owners how many ended and failed, after
-- steps in them were made to run again. Owners that sleep for their scopes although few enough are open
-- are made ready, and returned.
create or replace function reflux_private.recount_scopes(run reflux.runs, scopes text[])
returns reflux_private.step_ref[] language plpgsql volatile set search_path = pg_catalog, pg_temp
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off
set plan_cache_mode = force_generic_plan set jit = off as $$
declare v_ready reflux_private.step_ref[];
begin
  update reflux.scopes c set
    open_ends = n.open_ends,
    failed = n.failed,
    finished_at = case when n.open_ends = 0 then coalesce(c.finished_at, reflux_private.clock()) end
  from (
    select t.scope, o.body_sinks - s.resolved + s.quiet as open_ends, s.failed
    from unnest(recount_scopes.scopes) t(scope)
    join reflux.scopes c on c.run_id = run.id and c.scope = t.scope
    cross join lateral (
      select g.body, g.body_sinks from reflux.graph_steps g
      where g.graph_id = run.graph_id and g.idx = c.idx limit 1) o
    cross join lateral (
      select
        count(*) filter (where g.out_idx = '{}' and s.finished_at is not null) as resolved,
        count(*) filter (where g.out_idx <> '{}' and s.quiet and s.finished_at is null) as quiet,
        count(*) filter (where s.state = 'failed' and g.on_error = 'fail') as failed
      from unnest(o.body) b(idx)
      join reflux.steps s on s.run_id = run.id and s.idx = b.idx and s.scope = t.scope
      cross join lateral (
        select g.out_idx, g.on_error from reflux.graph_steps g
        where g.graph_id = run.graph_id and g.idx = b.idx limit 1) g) s) n
  where c.run_id = run.id and c.scope = n.scope;

  with counted as (
    update reflux.steps s set
      scopes_ended = n.ended,
      scopes_failed = n.failed,
      (state, wait, ready_at) = (
        select
          case when w.wakes then 'ready' else s.state end::reflux.step_state,
          case when not w.wakes then s.wait end,
          case when w.wakes then reflux_private.clock() else s.ready_at end
        from (values (
            s.state = 'sleeping' and s.wait = 'scopes' and s.scopes_opened - n.ended <= s.scopes_leave))
          w(wakes))
    from (
      select c.idx, c.parent,
        count(c.finished_at)::int as ended,
        count(*) filter (where c.finished_at is not null and c.failed > 0)::int as failed
      from reflux.scopes c
      where c.run_id = run.id
      group by c.idx, c.parent) n
    where s.run_id = run.id and s.idx = n.idx and s.scope = n.parent
      and (s.scopes_ended, s.scopes_failed) is distinct from (n.ended, n.failed)
    returning s.run_id, s.idx, s.scope, s.state, s.scopes_opened - s.scopes_ended <= s.scopes_leave as few)
  select array_agg(row(c.run_id, c.idx, c.scope)::reflux_private.step_ref) into v_ready
  from counted c
  where c.state = 'ready' and c.few;
  return coalesce(v_ready, '{}');
end $$;

comment on function reflux_private.recount_scopes is
  'Counts anew the open ends of scopes, and their owners'' ended ones; returns the owners that are ready.';
