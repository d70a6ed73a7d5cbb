-- Whether all of a reach lies within another one; null reaches everything.
create or replace function reflux_private.within_reach(reach bigint[], other bigint[])
returns boolean language sql immutable set search_path = pg_catalog, pg_temp as $$
  select other is null or reach is not null and reach <@ other
$$;

comment on function reflux_private.within_reach is
  'Whether all of a reach lies within another one; null reaches everything.';
