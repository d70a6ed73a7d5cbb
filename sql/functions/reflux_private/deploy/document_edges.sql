-- The edges of a flow document as rows. `ok` is false where the text is not `a -> b` or `a.port -> b`.
-- `offset 0`: each text is matched once, not once for each of its parts.
create or replace function reflux_private.document_edges(document jsonb)
returns setof reflux_private.flow_edge
language sql immutable set search_path = pg_catalog, pg_temp set standard_conforming_strings = on as $$
  with e as materialized (
    select (e.n - 1)::int as n, case when jsonb_typeof(e.edge) = 'string' then e.edge #>> '{}' end as words
    from jsonb_array_elements(
        case jsonb_typeof(document -> 'edges') when 'array' then document -> 'edges' else '[]' end)
      with ordinality e(edge, n)),
  -- Most are written in the one way; whether they are is soon told.
  known as materialized (
    select
      e.*,
      words ~ '^[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)? -> [A-Za-z_][A-Za-z0-9_]*$' as plain,
      split_part(words, ' -> ', 1) as side
    from e)
  select
    n,
    split_part(side, '.', 1),
    coalesce(nullif(split_part(side, '.', 2), ''), 'out'),
    split_part(words, ' -> ', 2),
    true
  from known
  where plain
  union all
  select n, m[1], coalesce(m[3], 'out'), m[4], m is not null
  from known
  cross join lateral (
    select regexp_match(
      words,
      '^\s*([A-Za-z_][A-Za-z0-9_]*)(\.([A-Za-z_][A-Za-z0-9_]*))?'
      '\s*->\s*([A-Za-z_][A-Za-z0-9_]*)\s*$') as m
    offset 0) x
  where plain is not true
$$;

comment on function reflux_private.document_edges is
  'The edges of a flow document as rows; ok says whether the text parses.';
