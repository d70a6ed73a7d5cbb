-- Computed column: the output of a run, once it has one.
create or replace function reflux.runs_output(run reflux.runs)
returns jsonb language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select reflux_private.run_output(run.id)
  where run.state = 'succeeded' and reflux_private.sees_flow(run.flow_id)
$$;

comment on function reflux.runs_output is
  'The output of the run''s end, or an object by step key where it has several; null until it has succeeded.';
