-- The roles of REFLUX. They belong to the server, not to a database: another database of the same server may have
-- them already, or be creating them this very moment.
do $$
declare
  v_role text;
begin
  foreach v_role in array array[
    'reflux_viewer nologin', 'reflux_operator nologin', 'reflux_editor nologin', 'reflux_admin nologin',
    'reflux_api login noinherit', 'reflux_query login noinherit'
  ] loop
    continue when exists (select from pg_catalog.pg_roles where rolname = split_part(v_role, ' ', 1));
    begin
      execute 'create role ' || v_role;
    exception when duplicate_object or unique_violation then
      null; -- somebody else was faster
    end;
  end loop;
end $$;
