-- The steps of a flow document as rows, each with the node it resolves
-- to: the newest version unless one is named.
create or replace function reflux_private.document_steps(document jsonb)
returns table (key text, step jsonb, node_id int, node text, kind text, effects text, manifest jsonb)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select s.key, s.value, n.id, n.name || '@' || n.version, n.kind, n.effects, n.manifest
  from jsonb_each(
    case jsonb_typeof(document -> 'steps') when 'object' then document -> 'steps' else '{}' end) s
  left join lateral (
    select *
    from reflux.nodes x
    where x.name = split_part(s.value ->> 'node', '@', 1)
      and (split_part(s.value ->> 'node', '@', 2) in ('', x.version::text))
    order by x.version desc
    limit 1) n on true
$$;

comment on function reflux_private.document_steps is
  'The steps of a flow document as rows, each with the node it resolves to.';
