-- How to read the rows of a table with the engine's rights and run no code but that of Postgres: the type to
-- take each column as, and the expression for it, over a row `n`. A type may bring code of whoever made it: a
-- cast to json that to_jsonb calls, an implicit cast, the check of a domain. So such a value is taken as the
-- text that Postgres makes of it; format calls output functions and no casts. Built-in types (oids below
-- 16384), base types of a superuser (extensions), and arrays of and domains over those are taken as they are,
-- the domains without their checks.
create or replace function reflux_private.plain_columns(watched regclass)
returns table (name text, type text, expression text) language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
  -- Nearly every table; it is asked at every write.
  if not exists (select from pg_attribute where attrelid = watched and attnum > 0 and atttypid >= 16384) then
    return query
      select attname::text, format_type(atttypid, -1), format('n.%I', attname)
      from pg_attribute
      where attrelid = watched and attnum > 0 and not attisdropped
      order by attnum;
    return;
  end if;

  return query
    -- Down through domains and arrays to what they are made of.
    with recursive part (place, name, oid, is_list) as (
      select attnum, attname, atttypid, false
      from pg_attribute
      where attrelid = watched and attnum > 0 and not attisdropped
      union all
      select
        p.place,
        p.name,
        case t.typtype when 'd' then t.typbasetype else t.typelem end,
        p.is_list or t.typtype <> 'd'
      from part p
      join pg_type t on t.oid = p.oid
      where t.typtype = 'd' or t.typelem <> 0 and t.typsubscript = 'array_subscript_handler'::regproc),
    leaf as (
      select
        p.*,
        case when p.is_list then '[]' else '' end as list,
        t.oid < 16384
          or t.typtype = 'b' and (select rolsuper from pg_roles r where r.oid = t.typowner) as is_plain
      from part p
      join pg_type t on t.oid = p.oid
      where t.typtype <> 'd'
        and not (t.typelem <> 0 and t.typsubscript = 'array_subscript_handler'::regproc))
    select
      name::text,
      case when is_plain then format_type(oid, -1) else 'text' end || list,
      case
        when is_plain then format('n.%I', name)
        else format(
          'case when n.%1$I is distinct from null then format(''%%s'', n.%1$I)::text%2$s end', name, list) end
    from leaf
    order by place;
end $$;

comment on function reflux_private.plain_columns is
  'The columns of a table as they can be read with the engine''s rights without running code of their '
  'types'' makers.';
