-- Rings the doorbells of steps now, many to a job, where there are such steps.
create or replace function reflux_private.ring(steps reflux_private.step_ref[])
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off
set plan_cache_mode = force_generic_plan set jit = off as $$
declare v_places reflux_private.place[];
begin
  select array_agg(reflux_private.place(
      run_id => s.run_id,
      idx => s.idx,
      scope => s.scope,
      node_id => g.node_id,
      chunk => g.chunk,
      priority => r.priority,
      quarantine => s.losses >= e.losses_before_quarantine))
  into v_places
  from reflux.settings e
  cross join unnest(ring.steps) d
  join reflux.steps s on s.run_id = d.run_id and s.idx = d.idx and s.scope = d.scope
  join reflux.runs r on r.id = s.run_id
  cross join lateral (
    select g.node_id, g.chunk from reflux.graph_steps g
    where g.graph_id = r.graph_id and g.idx = s.idx limit 1) g;
  if v_places is not null then
    perform reflux_private.enqueue_steps(v_places);
  end if;
end $$;

comment on function reflux_private.ring is 'Rings the doorbells of steps, now.';
