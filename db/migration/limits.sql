-- What authors' SQL may use up. For the login that `reflux.login` names, so they hold in every database of
-- the server, copies included; whoever set another value keeps it. temp_file_limit takes a superuser, or an
-- owner whom one lets (doctor tells how).
do $$
declare
  v_setting record;
  v_login text := current_setting('reflux.login');
begin
  for v_setting in
    select s.name, s.value from (values
      ('statement_timeout', '5min'), ('lock_timeout', '30s'), ('idle_in_transaction_session_timeout', '1min'),
      ('idle_session_timeout', '10min'), ('work_mem', '16MB'), ('temp_file_limit', '1GB')) s(name, value)
    where not exists (
      select from pg_catalog.pg_db_role_setting d, unnest(d.setconfig) c
      where d.setrole = quote_ident(v_login)::regrole and d.setdatabase = 0 and c like s.name || '=%')
  loop
    begin
      execute format('alter role %I set %I = %L', v_login, v_setting.name, v_setting.value);
    exception when insufficient_privilege then
      null;
    end;
  end loop;
  begin
    if (select rolconnlimit from pg_catalog.pg_roles where rolname = v_login) < 0 then
      execute format('alter role %I connection limit 100', v_login);
    end if;
  exception when insufficient_privilege then
    null;
  end;
end $$;
