-- Whether this transaction may see a run: it sees the run's flow.
create or replace function reflux_private.sees_run(run_id bigint)
returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select reflux_private.sees_all_flows()
    or exists (select from reflux.runs r where r.id = sees_run.run_id and reflux_private.sees_flow(r.flow_id))
$$;

comment on function reflux_private.sees_run is 'Whether this transaction''s token reaches a run.';
