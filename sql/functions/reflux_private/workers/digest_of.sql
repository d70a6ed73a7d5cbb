-- Of the meaning of a manifest. A jsonb is written the same by every Postgres.
create or replace function reflux_private.digest_of(meaning jsonb)
returns text language sql immutable set search_path = pg_catalog, pg_temp as $$
  select encode(sha256(convert_to(meaning::text, 'UTF8')), 'hex')
$$;

comment on function reflux_private.digest_of is
  'The digest of what a manifest means, as reflux_private.builtin_digest has it.';
