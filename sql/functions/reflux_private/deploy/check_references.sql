-- Expressions that name a step which is not there, or not upstream.
create or replace function reflux_private.check_references(parts reflux_private.flow_parts)
returns setof jsonb language sql stable
set search_path = pg_catalog, pg_temp set enable_nestloop = off set jit = off as $$
  with late as materialized (
    select distinct key, name from unnest((parts).late)),
  before as materialized (
    select target, array_agg(distinct source order by source) as sources
    from unnest((parts).edges)
    where ok and target in (select key from late)
    group by target)
  select reflux_private.problem('steps.' || l.key, 'RFV16',
    format(
      case when l.name in (select unnest((parts).keys))
        then 'an expression reads steps.%s, which does not come before it'
        else 'an expression reads steps.%s, which is not a step' end,
      l.name),
    'Right before it: ' || coalesce(reflux_private.some_of(b.sources), 'nothing') || '.')
  from late l
  left join before b on b.target = l.key
$$;

comment on function reflux_private.check_references is
  'Expressions that name a missing or later step, one problem a row.';
