-- Expressions that name a step which is not there, or not upstream: its output could never be known in time.
create or replace function reflux_private.check_references(document jsonb)
returns setof jsonb language sql stable as $$
  with recursive named as materialized (
    select s.key, r.reference from jsonb_each(document -> 'steps') s, reflux_private.expression_references(s.value) r(reference)),
  e as materialized (select distinct source, target from reflux_private.document_edges(document) where ok),
  above as (
    select n.key, e.source from (select distinct key from named) n join e on e.target = n.key
    union
    select a.key, e.source from above a join e on e.target = a.source)
  select reflux_private.problem('steps.' || key, 'RFV16',
    format(case when document -> 'steps' ? reference then 'an expression reads steps.%s, which does not come before it'
           else 'an expression reads steps.%s, which is not a step' end, reference),
    'Steps before it: ' || coalesce((select string_agg(distinct a.source, ', ') from above a where a.key = n.key), 'none') || '.')
  from named n where not exists (select from above a where a.key = n.key and a.source = n.reference)
$$;

comment on function reflux_private.check_references is 'Expressions that name a missing or later step, one problem a row.';
