-- The flows whose current version names a variable in an expression.
create or replace function reflux.var_usage(name text)
returns setof reflux.flows language sql stable set search_path = pg_catalog, pg_temp
  set standard_conforming_strings = on as $$
  select f.* from reflux.flows f
  where f.archived_at is null and exists (
    select from reflux.flow_versions v join reflux.graph_steps g on g.graph_id = v.graph_id
    where v.id = f.current_version_id and not g.removed and (
      g.config::text ~ ('\mvars\.`?' || regexp_replace(var_usage.name, '\W', '', 'g') || '\M')
      or g.options::text ~ ('\mvars\.`?' || regexp_replace(var_usage.name, '\W', '', 'g') || '\M')))
  order by f.slug
$$;

comment on function reflux.var_usage is 'The flows whose current version names this variable.';
