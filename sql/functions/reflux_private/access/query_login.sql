-- The login that runs authors' SQL in this database, beside its password.
create or replace function reflux_private.query_login()
returns text language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(l.login, l.role) from reflux_private.logins l where l.role = 'reflux_query'
$$;

comment on function reflux_private.query_login is 'The login for authors'' SQL. For workers only.';
