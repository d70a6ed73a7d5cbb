-- What each secret is bound to, as far as the caller may know: of a secret that other flows share, only the
-- caller's own are named. `yours`: the caller may set, bind and delete it.
create or replace function reflux.secret_bindings()
returns table (name text, flows text[], nodes text[], hosts text[], yours boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select s.name, case when reflux_private.sees_all_flows() then s.flows
      else array(select x from unnest(s.flows) x where x = '*'
        or x in (select f.slug from reflux.flows f where reflux_private.sees_flow(f.id))) end,
    s.nodes, s.hosts, reflux_private.owns_secret(s)
  from reflux.secrets s
  where reflux_private.sees_all_flows() or '*' = any (s.flows)
    or exists (select from reflux.flows f where f.slug = any (s.flows) and reflux_private.sees_flow(f.id))
  order by s.name
$$;

comment on function reflux.secret_bindings is
  'What each secret is bound to; null for no bound. A token limited to some flows sees what is bound to '
  'those.';
