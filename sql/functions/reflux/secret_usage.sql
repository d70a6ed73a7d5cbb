-- The flows whose current version names a secret, in an expression or in a signature.
create or replace function reflux.secret_usage(name text)
returns setof reflux.flows language sql stable
set search_path = pg_catalog, pg_temp set standard_conforming_strings = on as $$
  select f.*
  from reflux.flows f
  where f.archived_at is null and exists (
    select from reflux.flow_versions v
    join reflux.graph_steps g on g.graph_id = v.graph_id
    where v.id = f.current_version_id and not g.removed
      and (g.config::text ~ ('\msecrets\.' || regexp_replace(secret_usage.name, '\W', '', 'g') || '\M')
        or g.config -> 'hmac' ->> 'secret' = secret_usage.name))
  order by f.slug
$$;

comment on function reflux.secret_usage is 'The flows whose current version names this secret.';
