-- How large an output may be and still stand in its step's row, how large anything may be, and what is kept
-- of an attempt's evidence: what a worker has to know of the settings. In bytes.
create or replace function reflux_private.payload_sizes(
  out inline_bytes int,
  out largest_bytes int,
  out evidence_bytes int)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select s.inline_output_bytes, s.max_payload_bytes, s.keep_evidence from reflux.settings s
$$;

comment on function reflux_private.payload_sizes is
  'How large an output may be in its step''s row, and at all, and the evidence of an attempt; in bytes.';
