-- Who may touch what: attributes, memberships and settings of each role, and what was granted to it by name.
-- A right that comes by membership stands where it was granted. `public` is everybody who can connect.
with roles(oid, name, place) as (
  select r.oid, r.rolname::text, array_position(
    array[
      'reflux_api', 'reflux_worker', 'reflux_query', 'reflux_viewer', 'reflux_operator', 'reflux_editor',
      'reflux_admin'],
    r.rolname::text)
  from pg_roles r
  where r.rolname ~ '^reflux_(api|worker|query|viewer|operator|editor|admin)$'
  union all select 0, 'public', 8),
schemas as (
  select *
  from pg_namespace
  where nspname in ('reflux', 'reflux_private', 'reflux_author', 'graphile_worker')),
granted(oid, may, place, schema, thing) as (
  select a.grantee, lower(a.privilege_type), 1, null, quote_ident(n.nspname)
  from schemas n, aclexplode(n.nspacl) a
  union all
  select a.grantee, lower(a.privilege_type), 2, n.nspname, c.relname
  from schemas n join pg_class c on c.relnamespace = n.oid, aclexplode(c.relacl) a
  union all
  select
    c.grantee,
    c.may,
    2,
    c.nspname,
    format('%s (%s)', c.relname, string_agg(c.attname, ', ' order by c.attnum))
  from (
    select a.grantee, lower(a.privilege_type) as may, n.nspname, c.relname, t.attname, t.attnum
    from schemas n join pg_class c on c.relnamespace = n.oid join pg_attribute t on t.attrelid = c.oid,
      aclexplode(t.attacl) a) c
  group by c.grantee, c.may, c.nspname, c.relname
  union all
  select a.grantee, lower(a.privilege_type), 3, n.nspname, p.proname
  from schemas n
  join pg_proc p on p.pronamespace = n.oid,
    aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a),
by_schema as (
  select
    r.name,
    r.place as role_place,
    g.may,
    g.place,
    g.schema,
    string_agg(
      distinct format('%s', g.thing collate "C"), ', ' order by format('%s', g.thing collate "C")) as things
  from granted g
  join roles r on r.oid = g.oid
  group by r.name, r.place, g.may, g.place, g.schema),
lines(role, role_place, place, may, what) as (
  select
    r.name,
    r.place,
    -3,
    'be',
    concat_ws(', ',
      case when p.rolcanlogin then 'a login' else 'no login' end,
      case when p.rolsuper then 'SUPERUSER' end,
      case when p.rolcreaterole then 'CREATEROLE' end,
      case when p.rolcreatedb then 'CREATEDB' end,
      case when p.rolbypassrls then 'BYPASSRLS' end,
      case when p.rolreplication then 'REPLICATION' end,
      case when not p.rolinherit then 'no inherited rights' end,
      case when p.rolconnlimit >= 0 then format('at most %s connections', p.rolconnlimit) end)
  from roles r join pg_roles p on p.oid = r.oid
  union all
  select r.name, r.place, -2, case when p.rolinherit then 'do what may' else 'become' end,
    string_agg(format('`%s`', o.name), ', ' order by o.place)
  from roles r
  join pg_roles p on p.oid = r.oid
  join pg_auth_members m on m.member = r.oid
  join roles o on o.oid = m.roleid
  group by r.name, r.place, p.rolinherit
  union all
  select r.name, r.place, -1, 'use up', string_agg(replace(c, '=', ' '), ', ' order by c collate "C")
  from roles r join pg_db_role_setting d on d.setrole = r.oid and d.setdatabase = 0, unnest(d.setconfig) c
  where c not like 'password%'
  group by r.name, r.place
  union all
  select
    name,
    role_place,
    place,
    may,
    string_agg(
      case when schema is null then format('`%s`', things) else format('`%s`: `%s`', schema, things) end,
      '; ' order by schema collate "C")
  from by_schema group by name, role_place, place, may
  union all
  select r.name, r.place, 9, 'nothing', 'of `reflux`, `reflux_private`, `reflux_author`, `graphile_worker`'
  from roles r where not exists (select from by_schema b where b.name = r.name))
select role, may, what from lines order by role_place, place, may collate "C"
