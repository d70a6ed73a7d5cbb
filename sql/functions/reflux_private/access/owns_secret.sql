-- Whether this transaction may change a secret: its token reaches all flows, or all that the secret is bound
-- to, and somebody with no more reach has set it.
create or replace function reflux_private.owns_secret(secret reflux.secrets)
returns boolean language sql stable set search_path = pg_catalog, pg_temp as $$
  select reflux_private.sees_all_flows() or secret.reach is not null
    and reflux_private.within_reach(secret.reach, reflux_private.reach())
    and coalesce(secret.flows <@ array(select f.slug from reflux.flows f
      where reflux_private.sees_flow(f.id)), false)
$$;

comment on function reflux_private.owns_secret is 'Whether this transaction may change a secret.';
