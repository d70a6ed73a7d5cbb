-- Of new runs whose graph has several triggers, rings the doorbells of the roots that fired and skips the
-- others, so that joins behind them resolve.
create or replace function reflux_private.skip_roots(run_ids bigint[], graph bigint, live int[])
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  v_settled reflux_private.settled[];
  v_places reflux_private.place[];
begin
  with skipped as (
    insert into reflux.steps (run_id, idx, state, finished_at, gated)
    select r.id, g.idx, 'skipped', reflux_private.clock(), case when g.gated then true end
    from unnest(run_ids) r(id), reflux.graphs h, unnest(h.roots) root(idx), reflux.graph_steps g
    where h.id = graph and root.idx <> all (live) and g.graph_id = h.id and g.idx = root.idx
    returning run_id, idx)
  select array_agg(reflux_private.settled(
      run_id => s.run_id,
      idx => s.idx,
      scope => '',
      graph_id => graph,
      priority => r.priority,
      state => 'skipped',
      ends => g.out_idx = '{}',
      races => g.races))
  into v_settled
  from skipped s
  join reflux.runs r on r.id = s.run_id
  join reflux.graph_steps g on g.graph_id = graph and g.idx = s.idx;

  select array_agg(reflux_private.place(
      run_id => r.id,
      idx => g.idx,
      scope => '',
      node_id => g.node_id,
      chunk => g.chunk,
      priority => r.priority))
  into v_places
  from reflux.runs r, reflux.graph_steps g
  where r.id = any (run_ids) and g.graph_id = graph and g.idx = any (live);
  perform reflux_private.settle_steps(v_settled, ready => v_places);
end $$;

comment on function reflux_private.skip_roots is
  'Skips the triggers of new runs that did not fire, and starts those that did.';
