-- Everything that is wrong with the steps and edges of a document that was read, one problem a row.
create or replace function reflux_private.check_parts(parts reflux_private.flow_parts)
returns setof jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  select reflux_private.check_steps(parts)
  union all
  select reflux_private.check_edges(parts)
  union all
  select reflux_private.check_regions(parts)
  union all
  select reflux_private.check_references(parts)
  union all
  select reflux_private.check_inputs(parts)
  union all
  select reflux_private.check_vars(parts)
  union all
  select reflux_private.check_watches(parts)
  union all
  select reflux_private.check_schedules(parts)
  union all
  select reflux_private.check_effects(parts)
  union all
  select reflux_private.check_config(parts)
  union all
  select reflux_private.check_permits(parts)
  union all
  select reflux_private.check_needs(parts)
$$;

comment on function reflux_private.check_parts is
  'Everything that is wrong with the steps and edges of a document that was read.';
