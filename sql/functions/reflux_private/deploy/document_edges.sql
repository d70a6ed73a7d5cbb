-- The edges of a flow document as rows. `ok` is false where the text is not `a -> b` or `a.port -> b`.
-- `offset 0`: each text is matched once, not once for each of its parts.
create or replace function reflux_private.document_edges(document jsonb)
returns setof reflux_private.flow_edge
language sql immutable set search_path = pg_catalog, pg_temp set standard_conforming_strings = on as $$
  select (e.ordinality - 1)::int, m[1], coalesce(m[3], 'out'), m[4], m is not null
  from jsonb_array_elements(
      case jsonb_typeof(document -> 'edges') when 'array' then document -> 'edges' else '[]' end)
    with ordinality e(edge, ordinality)
  cross join lateral (
    select case when jsonb_typeof(e.edge) = 'string' then regexp_match(
      e.edge #>> '{}',
      '^\s*([A-Za-z_][A-Za-z0-9_]*)(\.([A-Za-z_][A-Za-z0-9_]*))?'
      '\s*->\s*([A-Za-z_][A-Za-z0-9_]*)\s*$') end as m
    offset 0) x
$$;

comment on function reflux_private.document_edges is
  'The edges of a flow document as rows; ok says whether the text parses.';
