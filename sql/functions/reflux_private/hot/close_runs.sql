-- Counts the ends that steps reached against their runs, and finishes the runs that have none left. Of a run
-- that is over (a race that has its winner) nothing is counted but a failure. What ends in a scope is counted
-- there (close_scopes). Those that failed, and are nobody's child and no try, are noted for raise_alerts.
-- Answers which runs finished, and the steps of other runs that waited for one of them.
-- Planned for look-ups by key whatever the statistics say: the plan is
-- made while the tables are small, and they grow.
create or replace function reflux_private.close_runs(
  settled reflux_private.settled[],
  out finished bigint[],
  out parents reflux_private.place[])
language plpgsql volatile set search_path = pg_catalog, pg_temp
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off
set plan_cache_mode = force_generic_plan set jit = off as $$
begin
  with ended as (
    select
      d.run_id,
      count(*) filter (where d.ends or d.quiet)::int as sinks,
      count(*) filter (where d.fails)::int as failures
    from unnest(settled) d
    where d.scope = '' and (d.ends or d.quiet or d.fails)
    group by d.run_id),
  locked as (
    select
      r.id,
      r.finished_at is not null as over,
      case when r.finished_at is null then e.sinks else 0 end as sinks,
      e.failures
    from ended e
    join reflux.runs r on r.id = e.run_id
    order by r.id
    for no key update of r),
  closed as (
    update reflux.runs r set
      open_sinks = r.open_sinks - l.sinks,
      failed_steps = r.failed_steps + l.failures,
      state = case
        when l.over or r.open_sinks > l.sinks then r.state
        when r.failed_steps + l.failures > 0 then 'failed'
        else 'succeeded' end::reflux.run_state,
      finished_at = case
        when l.over then r.finished_at
        when r.open_sinks <= l.sinks then reflux_private.clock() end
    from locked l
    where r.id = l.id
    returning
      r.id, r.state, r.pinned, r.finished_at, l.over, r.priority,
      r.parent_run_id, r.parent_idx, r.parent_scope),
  noted as (
    insert into reflux_private.failed_runs (run_id, failed_at)
    select c.id, c.finished_at
    from closed c
    where c.state = 'failed' and not c.over and not c.pinned and c.parent_run_id is null)
  select
    coalesce(array_agg(c.id), '{}'),
    coalesce(
      array_agg(reflux_private.place(p.id, c.parent_idx, c.parent_scope, g.node_id, 1, p.priority))
        filter (where p.id is not null),
      '{}')
  into finished, parents
  from closed c
  left join reflux.runs p on p.id = c.parent_run_id
  left join reflux.graph_steps g on g.graph_id = p.graph_id and g.idx = c.parent_idx
  where c.finished_at is not null and not c.over;
end $$;

comment on function reflux_private.close_runs is
  'Counts reached ends against runs and finishes those that have none left.';
