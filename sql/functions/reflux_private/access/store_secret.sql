-- Keeps an encrypted secret, and tells those who hold the old one. The program encrypts; plain text never
-- comes here. What is not said of its bounds stays as it was, so that a new value is no new permission. A new
-- secret without bounds is for flows of deployers who reach everything; one that a token limited to some
-- flows sets is bound to those.
create or replace function reflux_private.store_secret(
  name text,
  ciphertext bytea,
  flows text[] default null,
  nodes text[] default null,
  hosts text[] default null)
returns void language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare v_flows text[] := reflux_private.bound_flows(flows);
begin
  if store_secret.name is null or store_secret.name !~ '^[A-Za-z_][A-Za-z0-9_]{0,62}$' then
    perform reflux_private.fail('RFV06',
      format('%s is not a name for a secret', coalesce(quote_literal(store_secret.name), 'null')),
      null,
      'Use up to 63 letters, digits and _; no digit first. Expressions read it as secrets.<name>.');
  end if;
  -- A nonce and a tag and nothing between: the value was empty.
  if coalesce(octet_length(store_secret.ciphertext), 0) <= 28 then
    perform reflux_private.fail('RFV48', format('the secret %s needs a value', store_secret.name), null,
      'To take a secret away, delete it.');
  end if;
  perform reflux_private.require_hosts(hosts);
  insert into reflux.secrets as s (name, ciphertext, flows, nodes, hosts, reach)
  values (
    store_secret.name,
    store_secret.ciphertext,
    v_flows,
    store_secret.nodes,
    store_secret.hosts,
    reflux_private.reach())
  on conflict on constraint secrets_pkey do update set
    ciphertext = excluded.ciphertext,
    updated_at = reflux_private.clock(),
    reach = excluded.reach,
    flows = case when store_secret.flows is null then s.flows else excluded.flows end,
    nodes = coalesce(excluded.nodes, s.nodes),
    hosts = coalesce(excluded.hosts, s.hosts)
  where reflux_private.owns_secret(s);
  if not found then
    perform reflux_private.fail('RFP17',
      format('there is a secret %s already, and it is not only of your flows', store_secret.name),
      null,
      'Choose another name, or use a token that reaches all flows.');
  end if;
  perform pg_notify('reflux_control', json_build_object('secret', store_secret.name)::text);
end $$;

comment on function reflux_private.store_secret is
  'Keeps an encrypted secret and what it is bound to. Errors: RFV06, RFV48, RFN01, RFP17.';
