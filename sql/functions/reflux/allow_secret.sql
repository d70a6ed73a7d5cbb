-- Widens what a secret is bound to, or says it anew: with `exactly`, what is left out is unbound. The first
-- flow that a secret is bound to joins those that could read it before and name it now, so that allowing
-- takes nothing away from them; the first host binds all of them.
create or replace function reflux.allow_secret(
  name text, flows text[] default null, nodes text[] default null, hosts text[] default null,
  exactly boolean default false, reason text default null)
returns text language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare v_secret reflux.secrets; v_flows text[] := reflux_private.bound_flows(flows);
begin
  perform reflux_private.require_hosts(hosts);
  select * into v_secret from reflux.secrets s where s.name = allow_secret.name for update;
  if not coalesce(reflux_private.owns_secret(v_secret), false) or v_secret.name is null then
    perform reflux_private.fail('RFN06',
      format('no secret %s that is yours', quote_nullable(allow_secret.name)), null,
      'See reflux.secret_bindings().');
  end if;
  if not exactly then
    if v_secret.flows is null and allow_secret.flows is not null then
      v_flows := v_flows || array(select u.slug from reflux.secret_usage(v_secret.name) u
        where (select v.reach is null from reflux.flow_versions v where v.id = u.current_version_id));
    end if;
    v_flows := case when allow_secret.flows is null then v_secret.flows
      else reflux_private.joined(v_secret.flows, v_flows) end;
  end if;
  perform set_config('reflux.reason', coalesce(allow_secret.reason, ''), true);
  update reflux.secrets s set flows = v_flows,
    nodes = reflux_private.joined(case when not exactly then s.nodes end, allow_secret.nodes),
    hosts = reflux_private.joined(case when not exactly then s.hosts end, allow_secret.hosts)
  where s.name = v_secret.name;
  perform set_config('reflux.reason', '', true);
  return v_secret.name;
end $$;

comment on function reflux.allow_secret is
  'Lets more flows, nodes and hosts have a secret; with exactly, those and no others, and what is left out '
  'is unbound. Returns its name. Errors: RFN01, RFN06, RFV06.';
