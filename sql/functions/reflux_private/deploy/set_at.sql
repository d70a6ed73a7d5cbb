-- An object with the value at a path of keys replaced, or removed where there is none, as
-- language/flow/path.ts does it: objects on the way are made where they are missing; arrays are values.
create or replace function reflux_private.set_at(object jsonb, path text[], value jsonb)
returns jsonb language sql immutable set search_path = pg_catalog, pg_temp as $$
  select case
    when cardinality(path) = 0 then value
    when cardinality(path) > 1 then object || jsonb_build_object(path[1], reflux_private.set_at(
      case jsonb_typeof(object -> path[1]) when 'object' then object -> path[1] else '{}' end,
      path[2:],
      value))
    when value is null then object - path[1]
    else object || jsonb_build_object(path[1], value) end
$$;

comment on function reflux_private.set_at is
  'An object with the value at a path of keys replaced, or removed.';
