-- Refuses a role for the SQL of authors that they could do more with than work on tables they were granted:
-- their login must be a member of it, and neither it nor what it is a member of may be ours, the server's or
-- an administrator's.
create or replace function reflux_private.require_sql_role(role text)
returns void language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare v_role oid := (select r.oid from pg_roles r where r.rolname = require_sql_role.role); v_why text;
begin
  if v_role is null then
    v_why := 'there is no such role';
  elsif not pg_has_role('reflux_query', v_role, 'member') then
    v_why := 'reflux_query is no member of it';
  else
    select 'it is, or has the rights of, ' || r.rolname into v_why from pg_roles r
    where role <> 'reflux_query' and pg_has_role(v_role, r.oid, 'member') and r.rolname <> 'reflux_query'
      and (r.rolsuper or r.rolcreaterole or r.rolcreatedb or r.rolreplication or r.rolbypassrls
        or r.rolname ~ '^(pg_|reflux_)'
        or r.oid in (select n.nspowner from pg_namespace n
          where n.nspname in ('reflux', 'reflux_private', 'graphile_worker'))
        or r.oid = (select d.datdba from pg_database d where d.datname = current_database()))
    limit 1;
  end if;
  if v_why is not null then
    perform reflux_private.fail('RFV06', format('%L is no role for SQL of flows: %s', role, v_why), null,
      format('Make one of its own: create role %I; grant it what the flow needs; grant %1$I to reflux_query.',
        coalesce(nullif(role, ''), 'shop_query')));
  end if;
end $$;

comment on function reflux_private.require_sql_role is
  'Refuses a role that SQL of authors may not act as. Errors: RFV06.';
