-- What a step was given and what it returned, each as {value, bytes,
-- cut} and cut to a size that a page can show.
create or replace function reflux.step_preview(
  run_id bigint,
  step text,
  scope text default '',
  max_bytes int default 65536,
  out input jsonb,
  out output jsonb)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select
    reflux.json_preview(reflux.step_input(run_id, step, scope), max_bytes),
    reflux.json_preview(reflux.step_output(run_id, step, scope), max_bytes)
$$;

comment on function reflux.step_preview is
  'What a step was given and what it returned, as {value, bytes, cut}: the value is shortened where it is '
  'larger than max_bytes. Errors: RFN02, RFN03.';
