-- The ports of a step, by its node's manifest: those it lists, or, where they are dynamic, those the config
-- names, each as `port` of an item of a list, and `otherwise`. Null where an expression decides, so that
-- nobody can know before it runs.
create or replace function reflux_private.ports_of(manifest jsonb, config jsonb)
returns jsonb language sql immutable set search_path = pg_catalog, pg_temp as $$
  with field as (
    select value
    from jsonb_each(case jsonb_typeof(config) when 'object' then config else '{}' end)),
  named as (
    select item ->> 'port' as port
    from field, jsonb_array_elements(case jsonb_typeof(value) when 'array' then value else '[]' end) item
    where jsonb_typeof(item) = 'object' and jsonb_typeof(item -> 'port') = 'string'
    union all
    select coalesce(config ->> 'otherwise', manifest #>> '{config,properties,otherwise,default}'))
  select case
    when jsonb_typeof(manifest -> 'ports') = 'array' then manifest -> 'ports'
    when manifest ->> 'ports' is distinct from 'dynamic' then '["out"]'
    when exists (select from named where port like '%{{%}}%')
        or exists (select from field where jsonb_typeof(value) = 'string' and value #>> '{}' like '%{{%}}%')
      then null
    else coalesce((select jsonb_agg(distinct port) from named where port is not null), '["out"]')
  end
$$;

comment on function reflux_private.ports_of is
  'The ports of a step: those of its node, or those its config names; null where an expression decides.';
