-- A list with what is added to it, each once; null to null is null.
create or replace function reflux_private.joined(list text[], added text[])
returns text[] language sql immutable set search_path = pg_catalog, pg_temp as $$
  select case when list is null and added is null then null
    else array(select distinct x from unnest(coalesce(list, '{}') || coalesce(added, '{}')) x
      where x is not null order by x) end
$$;

comment on function reflux_private.joined is
  'A list with what is added to it, each once and in order; null to null is null.';
