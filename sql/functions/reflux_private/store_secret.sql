-- Keeps an encrypted secret, and tells those who hold the old one. The program encrypts; plain text never comes here.
create or replace function reflux_private.store_secret(name text, ciphertext bytea)
returns void language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform reflux_private.require_all_flows('set a secret');
  if store_secret.name is null or store_secret.name !~ '^[A-Za-z_][A-Za-z0-9_]{0,62}$' then
    perform reflux_private.fail('RFV06', format('%s is not a name for a secret', coalesce(quote_literal(store_secret.name), 'null')), null,
      'Use up to 63 letters, digits and _; no digit first. Expressions read it as secrets.<name>.');
  end if;
  -- A nonce and a tag and nothing between: the value was empty.
  if coalesce(octet_length(store_secret.ciphertext), 0) <= 28 then
    perform reflux_private.fail('RFV48', format('the secret %s needs a value', store_secret.name), null, 'To take a secret away, delete it.');
  end if;
  perform pg_notify('reflux_control', json_build_object('secret', store_secret.name)::text);
  insert into reflux.secrets as s (name, ciphertext) values (store_secret.name, store_secret.ciphertext)
  on conflict on constraint secrets_pkey do update set ciphertext = excluded.ciphertext, updated_at = clock_timestamp();
end $$;

comment on function reflux_private.store_secret is 'Keeps an encrypted secret. Errors: RFV06, RFV48, RFP02.';
