-- Expressions that name a step which is not there, or not upstream: its output
-- could never be known in time. Which named steps are above each step is one bit
-- string a step, joined along the edges: linear, where pairs would be square.
create or replace function reflux_private.check_references(document jsonb)
returns setof jsonb language plpgsql stable
set search_path = pg_catalog, pg_temp set enable_nestloop = off set jit = off as $$
declare
  v_order text[] := reflux_private.topological_order(document);
  v_named text[];
  v_above bit varying[];
  v_none bit varying;
  v_edge record;
begin
  -- The steps that are named, and for each step the bits of those above it.
  select array_agg(distinct r order by r) into v_named
  from jsonb_each(document -> 'steps') s, reflux_private.expression_references(s.value) r
  where strpos(s.value::text, '{{') > 0 and r = any (v_order);
  if v_named is not null then
    v_none := repeat('0', cardinality(v_named))::bit varying;
    select array_agg(coalesce(set_bit(v_none, n.n::int - 1, 1), v_none) order by o.n) into v_above
    from unnest(v_order) with ordinality o(key, n)
    left join unnest(v_named) with ordinality n(key, n) on n.key = o.key;
    for v_edge in
      select distinct s.n::int as source, t.n::int as target
      from reflux_private.document_edges(document) e
      join unnest(v_order) with ordinality s(key, n) on s.key = e.source
      join unnest(v_order) with ordinality t(key, n) on t.key = e.target
      where e.ok
      order by 2
    loop
      v_above[v_edge.target] := v_above[v_edge.target] | v_above[v_edge.source];
    end loop;
  end if;

  return query
    with before as materialized (
      select target, array_agg(distinct source order by source) as sources
      from reflux_private.document_edges(document)
      where ok
      group by target)
    select reflux_private.problem('steps.' || s.key, 'RFV16',
      format(
        case when document -> 'steps' ? r
          then 'an expression reads steps.%s, which does not come before it'
          else 'an expression reads steps.%s, which is not a step' end,
        r),
      'Right before it: ' || coalesce(reflux_private.some_of(b.sources), 'nothing') || '.')
    from jsonb_each(document -> 'steps') s
    cross join lateral reflux_private.expression_references(s.value) r
    left join unnest(v_order) with ordinality o(key, n) on o.key = s.key
    left join unnest(v_named) with ordinality n(key, n) on n.key = r
    left join before b on b.target = s.key
    where strpos(s.value::text, '{{') > 0
      and not coalesce(get_bit(v_above[o.n::int], n.n::int - 1) = 1 and r <> s.key, false);
end $$;

comment on function reflux_private.check_references is
  'Expressions that name a missing or later step, one problem a row.';
