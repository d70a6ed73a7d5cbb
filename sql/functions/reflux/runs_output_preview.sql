-- Computed column: the output of a run, cut to a size that a page can show.
create or replace function reflux.runs_output_preview(run reflux.runs, max_bytes int default 65536)
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  select reflux.json_preview(reflux.runs_output(run), max_bytes)
$$;

comment on function reflux.runs_output_preview is
  'The output of the run as {value, bytes, cut}: the value is shortened where it is larger than max_bytes.';
