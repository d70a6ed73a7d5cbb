-- The roles of REFLUX. They belong to the server, not to a database: another database of the same server may
-- have them already, or be creating them this very moment.
do $$
declare
  v_role text;
  v_member text;
begin
  foreach v_role in array array[
    'reflux_viewer nologin',
    'reflux_operator nologin',
    'reflux_editor nologin',
    'reflux_admin nologin',
    'reflux_api login noinherit',
    'reflux_worker login noinherit',
    'reflux_query login noinherit connection limit 100'
  ] loop
    continue when exists (select from pg_catalog.pg_roles where rolname = split_part(v_role, ' ', 1));
    begin
      execute 'create role ' || v_role;
    exception when duplicate_object or unique_violation then
      null; -- somebody else was faster
    end;
  end loop;

  -- Each of the four has all rights of the one before. The API's login has no rights of its own and becomes
  -- one of them for each request. Worker and author become nobody.
  for v_role, v_member in
    select * from (values
      ('reflux_viewer', 'reflux_operator'),
      ('reflux_operator', 'reflux_editor'),
      ('reflux_editor', 'reflux_admin'),
      ('reflux_viewer', 'reflux_api'),
      ('reflux_operator', 'reflux_api'),
      ('reflux_editor', 'reflux_api'),
      ('reflux_admin', 'reflux_api')) m(role, member)
  loop
    continue when exists (select from pg_catalog.pg_auth_members
      where roleid = v_role::regrole and member = v_member::regrole);
    execute format('grant %I to %I', v_role, v_member);
  end loop;

  -- The owner may act as each of them, see what they do and end their sessions, without being a superuser.
  foreach v_role in array array['reflux_admin', 'reflux_api', 'reflux_worker', 'reflux_query'] loop
    continue when pg_catalog.pg_has_role(v_role, 'usage');
    begin
      execute format('grant %I to %I', v_role, current_user);
    exception when insufficient_privilege then
      null; -- another owner made it, and keeps it: this one can do without
    end;
  end loop;
end $$;
