-- Rings the doorbell of one step now, if there is such a step.
create or replace function reflux_private.ring(run_id bigint, idx int, scope text)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare v_places reflux_private.place[];
begin
  select array_agg(row(s.run_id, s.idx, s.scope, g.node_id, 1, r.priority, null, s.losses >= e.losses_before_quarantine)::reflux_private.place) into v_places
  from reflux.settings e, reflux.steps s join reflux.runs r on r.id = s.run_id join reflux.graph_steps g on g.graph_id = r.graph_id and g.idx = s.idx
  where s.run_id = ring.run_id and s.idx = ring.idx and s.scope = ring.scope;
  if v_places is not null then
    perform reflux_private.enqueue_steps(v_places);
  end if;
end $$;

comment on function reflux_private.ring is 'Rings the doorbell of one step, now.';
