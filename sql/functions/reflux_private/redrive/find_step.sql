-- The place of a step in a run's graph, by key; RFN03 names what there is.
create or replace function reflux_private.find_step(graph bigint, step text)
returns reflux.graph_steps language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare v_step reflux.graph_steps;
begin
  select * into v_step from reflux.graph_steps g where g.graph_id = graph and g.key = step and not g.removed;
  if v_step.key is null then
    perform reflux_private.fail('RFN03',
      format('no step %s in this run''s graph', quote_nullable(step)),
      null,
      'Steps: ' || (
        select string_agg(g.key, ', ' order by g.rank)
        from (
          select * from reflux.graph_steps where graph_id = graph and not removed order by rank limit 20) g));
  end if;
  return v_step;
end $$;

comment on function reflux_private.find_step is 'A step of a graph by key, or error RFN03.';
