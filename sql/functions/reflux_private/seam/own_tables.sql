-- The tables of the caller's own that he may read, not ours, with the columns of their primary keys and their
-- sizes. Views and foreign tables have no rows with a transaction of this database.
create or replace function reflux_private.own_tables()
returns table (
  name text, schema_name text, table_name text, key_columns text[], policies boolean, bytes bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select
    format('%I.%I', n.nspname, c.relname),
    n.nspname::text,
    c.relname::text,
    array(
      select a.attname::text
      from pg_index i
      cross join lateral unnest(i.indkey::int[]) with ordinality k(attnum, n)
      join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum
      where i.indrelid = c.oid and i.indisprimary
      order by k.n),
    c.relrowsecurity,
    case c.relkind
      when 'r' then pg_relation_size(c.oid)
      else (select coalesce(sum(pg_relation_size(p.relid)), 0)::bigint from pg_partition_tree(c.oid) p) end
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and c.relpersistence <> 't'
    and n.nspname !~ '^pg_'
    and n.nspname not in (
      'information_schema', 'graphile_worker', 'reflux', 'reflux_private', 'reflux_author')
    and has_schema_privilege(n.oid, 'usage')
    and has_table_privilege(c.oid, 'select')
$$;

comment on function reflux_private.own_tables is
  'The tables of others that the caller may read: names, keys, sizes.';
