-- The ciphertext of a secret, for the worker whose step names it; notes that it was used. Without such a secret there
-- is no row. The key is the program's: Postgres never has it.
create or replace function reflux_private.use_secret(name text)
returns table (ciphertext bytea) language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  update reflux.secrets s set last_used_at = now() where s.name = use_secret.name returning s.ciphertext
$$;

comment on function reflux_private.use_secret is 'The ciphertext of a secret, noting its use. For workers only.';
