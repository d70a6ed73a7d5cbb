-- The password of the login that runs authors' SQL, for a worker that
-- is not the owner. Whoever has it can do what an author can.
create or replace function reflux_private.query_password()
returns text language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select l.password from reflux_private.logins l where l.role = 'reflux_query'
$$;

comment on function reflux_private.query_password is
  'The password of the login for authors'' SQL. For workers only.';
