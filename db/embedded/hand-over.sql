-- Makes all of this database the owner's that the superuser owns and did not get from initdb or from an
-- extension. The last is the database itself: until it is done, it is seen that it is not.
do $$
declare
  v_object record;
begin
  for v_object in
    select i.type, i.identity
    from (
      select 'pg_namespace'::regclass as class, oid, nspowner as owner from pg_namespace
      union all select 'pg_class'::regclass, oid, relowner from pg_class
        where relkind in ('r', 'p', 'v', 'm', 'f', 'S')
      union all select 'pg_proc'::regclass, oid, proowner from pg_proc
      union all select 'pg_type'::regclass, t.oid, t.typowner from pg_type t
        left join pg_class c on c.oid = t.typrelid
        where t.typtype in ('d', 'e', 'r')
          or t.typtype = 'c' and c.relkind = 'c'
          or t.typtype = 'b' and t.typsubscript::oid = 0
      union all select 'pg_operator'::regclass, oid, oprowner from pg_operator
      union all select 'pg_opclass'::regclass, oid, opcowner from pg_opclass
      union all select 'pg_opfamily'::regclass, oid, opfowner from pg_opfamily
      union all select 'pg_collation'::regclass, oid, collowner from pg_collation
      union all select 'pg_conversion'::regclass, oid, conowner from pg_conversion
      union all select 'pg_ts_dict'::regclass, oid, dictowner from pg_ts_dict
      union all select 'pg_ts_config'::regclass, oid, cfgowner from pg_ts_config
      union all select 'pg_statistic_ext'::regclass, oid, stxowner from pg_statistic_ext
      union all select 'pg_foreign_server'::regclass, oid, srvowner from pg_foreign_server
      union all select 'pg_largeobject'::regclass, oid, lomowner from pg_largeobject_metadata
    ) o, pg_identify_object(o.class, o.oid, 0) i
    where o.owner = 10 and o.oid >= 16384
      -- Parts of an extension stay with it; a column's sequence and a table's row type go with their table.
      and not exists (
        select from pg_depend d
        where d.classid = o.class and d.objid = o.oid and d.objsubid = 0
          and (d.deptype in ('e', 'i')
            or d.deptype = 'a' and o.class = 'pg_class'::regclass and d.refobjsubid > 0))
      and coalesce(i.schema, i.name, '') !~ '^pg_(toast_)?temp_'
  loop
    execute format(
      'alter %s %s owner to reflux',
      replace(v_object.type, 'statistics object', 'statistics'),
      v_object.identity);
  end loop;
  execute format('alter database %I owner to reflux', current_database());
end $$;
