-- Expressions that read a field of `input` which nothing gives: where several steps lead to one, its input is
-- an object by their keys, so `input.key` is a reference as `steps.key` is.
create or replace function reflux_private.check_inputs(document jsonb)
returns setof jsonb language sql stable set search_path = pg_catalog, pg_temp
  set jit = off as $$
  with joins as materialized (
    select target, array_agg(distinct source order by source) as sources
    from reflux_private.document_edges(document)
    where ok and document -> 'steps' ? source
    group by target
    having count(distinct source) > 1),
  reading as (
    select j.target, j.sources, r.name
    from jsonb_each(document -> 'steps') s
    join joins j on j.target = s.key
    cross join lateral reflux_private.expression_reads(
      case jsonb_typeof(s.value) when 'object' then s.value - 'pin' end) r
    where strpos(s.value::text, '{{') > 0 and r.root = 'input')
  select distinct reflux_private.problem('steps.' || target, 'RFV16',
    format('an expression reads input.%s, which does not lead to it', name),
    'Several steps lead to it, so its input has a field for each: ' || reflux_private.some_of(sources) || '.')
  from reading
  where name <> all (sources)
$$;

comment on function reflux_private.check_inputs is
  'Expressions that read a field of input which nothing gives, one problem a row.';
