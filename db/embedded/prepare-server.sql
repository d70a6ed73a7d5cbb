-- What the embedded server has beside what initdb made. Safe to say again.
do $$
begin
  if not exists (select from pg_roles where rolname = 'reflux') then
    create role reflux login createrole;
  end if;
  -- A limit of the login that runs authors' SQL which Postgres leaves to superusers
  -- (db/migration/limits.sql).
  grant set on parameter temp_file_limit to reflux;
  -- The databases of the server itself are nobody's place to be.
  revoke connect, temporary on database postgres, template1 from public;
end $$;
