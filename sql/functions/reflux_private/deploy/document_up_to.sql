-- A flow document cut down to one step and all that leads to it. A step whose error edge is cut off fails the
-- run instead: what would have handled its errors is no part of this.
create or replace function reflux_private.document_up_to(document jsonb, step text)
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  with recursive e as materialized (
    select * from reflux_private.document_edges(document) where ok),
  above(key) as (
    select step
    union
    select e.source from above a join e on e.target = a.key),
  kept as materialized (
    select e.*
    from e
    where e.source in (select key from above) and e.target in (select key from above))
  select document || jsonb_build_object(
    'steps', (
      select coalesce(
        jsonb_object_agg(s.key, case
          when s.value ->> 'on_error' = 'edge'
              and not exists (select from kept k where k.source = s.key and k.port = 'error')
            then s.value - 'on_error'
          else s.value end),
        '{}')
      from jsonb_each(
        case jsonb_typeof(document -> 'steps') when 'object' then document -> 'steps' else '{}' end) s
      where s.key in (select key from above)),
    'edges', (
      select coalesce(
        jsonb_agg(
          k.source || case k.port when 'out' then '' else '.' || k.port end || ' -> ' || k.target
          order by k.n),
        '[]')
      from kept k))
$$;

comment on function reflux_private.document_up_to is
  'A flow document cut down to one step and all that leads to it.';
