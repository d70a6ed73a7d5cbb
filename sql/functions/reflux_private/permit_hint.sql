-- How an admin permits a flow what it lacks, as it is to be typed. It will be copied into a shell, so a name that an
-- expression made up is left out where it is no name.
create or replace function reflux_private.permit_hint(flow text, calls text[] default null, hosts text[] default null, sql_role text default null)
returns text language sql immutable set search_path = pg_catalog, pg_temp as $$
  select format('An admin permits it: reflux permit %s%s, or select reflux.permit_flow(%L%s);', coalesce(flow, 'FLOW'),
    coalesce((select string_agg(' --call ' || c, '') from unnest(calls) c where c ~ '^([a-z0-9][a-z0-9_-]{0,62}|\*)$'), '') || coalesce((select string_agg(' --host ' || h, '') from unnest(hosts) h), '')
      || coalesce(' --sql-role ' || sql_role, ''), coalesce(flow, 'FLOW'),
    coalesce(format(', calls => %L', calls), '') || coalesce(format(', hosts => %L', hosts), '') || coalesce(format(', sql_role => %L', sql_role), ''))
$$;

comment on function reflux_private.permit_hint is 'The command and the SQL by which an admin permits a flow something.';
