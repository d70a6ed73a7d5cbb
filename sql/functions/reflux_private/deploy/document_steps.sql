-- The steps of a flow document as rows, each with the node it resolves to: the newest version unless one is
-- named. A config that is no object is none.
create or replace function reflux_private.document_steps(document jsonb)
returns setof reflux_private.flow_step
language sql stable set search_path = pg_catalog, pg_temp set enable_nestloop = off set jit = off as $$
  with s as materialized (
    select
      key,
      value as step,
      case jsonb_typeof(value -> 'config') when 'object' then value -> 'config' else '{}' end as config,
      split_part(value ->> 'node', '@', 1) as name,
      split_part(value ->> 'node', '@', 2) as version
    from jsonb_each(
      case jsonb_typeof(document -> 'steps') when 'object' then document -> 'steps' else '{}' end)),
  node as materialized (
    select distinct on (w.name, w.version) w.name, w.version, n.id
    from (select distinct name, version from s) w
    join reflux.nodes n on n.name = w.name and w.version in ('', n.version::text)
    order by w.name, w.version, n.version desc)
  select s.key, s.step, s.config, n.id
  from s
  left join node n on n.name = s.name and n.version = s.version
$$;

comment on function reflux_private.document_steps is
  'The steps of a flow document as rows, each with the node it resolves to.';
