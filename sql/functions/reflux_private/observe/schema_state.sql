-- What the migration runner knows of this database, for programs that may not read its tables: enough to tell
-- whether the schema is theirs. Which logins there are, never their passwords.
create or replace function reflux_private.schema_state(
  out migrations json, out objects json, out programs json, out logins json)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select
    (select coalesce(json_agg(m order by m.number), '[]') from reflux_private.migrations m),
    (select coalesce(json_agg(json_build_array(o.path, o.sha256)), '[]') from reflux_private.objects o),
    (select coalesce(json_agg(json_build_array(p.name, p.version)), '[]') from reflux_private.programs p),
    (select coalesce(json_agg(json_build_array(l.role, null, r.rolname)), '[]')
      from reflux_private.logins l join pg_roles r on r.rolname = coalesce(l.login, l.role))
$$;

comment on function reflux_private.schema_state is
  'What is applied to this database, for programs that only run on it.';
