-- How an admin permits a flow what it lacks, as it is to be typed. It will be copied into a shell, so a name
-- that an expression made up is left out where it is no name.
create or replace function reflux_private.permit_hint(
  flow text, calls text[] default null, sql_role text default null)
returns text language sql immutable
set search_path = pg_catalog, pg_temp set standard_conforming_strings = on as $$
  select format('An admin permits it: reflux permit %s%s%s, or select reflux.permit_flow(%L%s%s);', f.flow,
    (select string_agg(' --call ' || c, '') from unnest(calls) c where c ~ '^([a-z0-9][a-z0-9_-]{0,62}|\*)$'),
    ' --sql-role ' || sql_role, f.flow, ', calls => ' || quote_literal(calls),
    ', sql_role => ' || quote_literal(sql_role))
  from (select coalesce(permit_hint.flow, 'FLOW') as flow) f
$$;

comment on function reflux_private.permit_hint is
  'The command and the SQL by which an admin permits a flow something.';
