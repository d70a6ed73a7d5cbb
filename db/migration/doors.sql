-- Closes this database to objects of anybody: temporary ones, and those in `public`. The owner keeps both
-- rights.
do $$
begin
  execute pg_catalog.format('revoke temporary on database %I from public', pg_catalog.current_database());
  if pg_catalog.to_regnamespace('public') is not null then
    revoke create on schema public from public;
  end if;
end $$;
