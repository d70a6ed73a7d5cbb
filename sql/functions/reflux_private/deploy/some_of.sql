-- As many names as can be read in a hint.
create or replace function reflux_private.some_of(names text[])
returns text language sql immutable set search_path = pg_catalog, pg_temp as $$
  select array_to_string(names[:20], ', ') || case when cardinality(names) > 20 then ' and others' else '' end
$$;

comment on function reflux_private.some_of is 'The first twenty names of a list, for a hint.';
