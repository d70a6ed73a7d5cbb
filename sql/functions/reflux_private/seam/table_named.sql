-- A table's name as reflux_private.own_tables has it: quoted, with its schema. Null where it is no name.
create or replace function reflux_private.table_named(name text)
returns text language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare v_parts text[];
begin
  v_parts := parse_ident(name);
  return case cardinality(v_parts)
    when 1 then format('public.%I', v_parts[1])
    when 2 then format('%I.%I', v_parts[1], v_parts[2]) end;
exception when invalid_parameter_value then
  return null;
end $$;

comment on function reflux_private.table_named is 'The quoted name of a table, with its schema.';
