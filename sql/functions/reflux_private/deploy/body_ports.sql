-- The steps whose node repeats a part of their document, with the port that leads there; null where there is
-- none.
create or replace function reflux_private.body_ports(steps reflux_private.flow_step[])
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  select jsonb_object_agg(s.key, n.manifest ->> 'body')
  from unnest(steps) s
  join reflux.nodes n on n.id = s.node_id
  where s.node_id in (select b.id from reflux.nodes b where b.manifest ->> 'body' is not null)
$$;

comment on function reflux_private.body_ports is
  'The steps that repeat a part of a document, each with the port that leads to it.';
