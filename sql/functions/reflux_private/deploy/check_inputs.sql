-- Expressions that read a field of `input` which nothing gives: where several steps lead to one, its input is
-- an object by their keys, so `input.key` is a reference as `steps.key` is.
create or replace function reflux_private.check_inputs(parts reflux_private.flow_parts)
returns setof jsonb language sql stable set search_path = pg_catalog, pg_temp
set enable_nestloop = off set jit = off as $$
  with reading as materialized (
    select distinct key, name from unnest((parts).reads) where root = 'input' and name is not null),
  joins as materialized (
    select target, array_agg(distinct source order by source) as sources
    from unnest((parts).edges)
    where ok and target in (select key from reading) and source in (select unnest((parts).keys))
    group by target
    having count(distinct source) > 1)
  select reflux_private.problem('steps.' || j.target, 'RFV16',
    format('an expression reads input.%s, which does not lead to it', r.name),
    'Several steps lead to it, so its input has a field for each: '
      || reflux_private.some_of(j.sources) || '.')
  from joins j
  join reading r on r.key = j.target
  where r.name <> all (j.sources)
$$;

comment on function reflux_private.check_inputs is
  'Expressions that read a field of input which nothing gives, one problem a row.';
