-- Computed column: when the next of a flow's schedules is due.
create or replace function reflux.flows_next_run_at(flow reflux.flows)
returns timestamptz language sql stable set search_path = pg_catalog, pg_temp as $$
  select min(s.next_at) from reflux.schedules s where s.flow_id = flow.id and flow.enabled
$$;

comment on function reflux.flows_next_run_at is
  'When the next schedule of the flow is due; null where it has none, or is disabled.';
