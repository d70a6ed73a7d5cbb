-- Which flow each of these runs is of: what the server needs to tell a listener only of runs that it may see.
create or replace function reflux_private.flows_of_runs(runs bigint[])
returns table (run_id bigint, flow_id bigint) language sql stable security definer
set search_path = pg_catalog, pg_temp as $$
  select r.id, r.flow_id from reflux.runs r where r.id = any (runs)
$$;

comment on function reflux_private.flows_of_runs is 'The flow of each run. For the API''s login only.';
