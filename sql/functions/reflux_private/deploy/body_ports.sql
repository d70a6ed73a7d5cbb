-- The steps of a document whose node repeats a part of it, with the port that leads there; null where
-- there is none, which is soon known.
create or replace function reflux_private.body_ports(document jsonb)
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  select jsonb_object_agg(s.key, s.manifest ->> 'body')
  from (
    select 1
    from jsonb_each(
      case jsonb_typeof(document -> 'steps') when 'object' then document -> 'steps' else '{}' end) x
    where split_part(x.value ->> 'node', '@', 1) in (
      select n.name from reflux.nodes n where n.manifest ->> 'body' is not null)
    limit 1) one,
    reflux_private.document_steps(document) s
  where s.manifest ->> 'body' is not null
$$;

comment on function reflux_private.body_ports is
  'The steps that repeat a part of a document, each with the port that leads to it.';
