-- The document of a graph with the names and the layout of its flow.
create or replace function reflux_private.document_of(flow reflux.flows, graph bigint)
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  select
    jsonb_strip_nulls(jsonb_build_object(
      'reflux', 1,
      'name', flow.slug,
      'title', flow.title,
      'description', flow.description,
      'tags', case when flow.tags <> '{}' then to_jsonb(flow.tags) end,
      'layout', nullif(flow.layout, '{}')))
    || jsonb_build_object('steps', g.document -> 'steps', 'edges', g.document -> 'edges')
    || case
      when g.document -> 'input' is distinct from 'null'
        then jsonb_build_object('input', g.document -> 'input')
      else '{}' end
  from reflux.graphs g
  where g.id = graph
$$;

comment on function reflux_private.document_of is
  'A graph as a flow document, with its flow''s names and layout.';
