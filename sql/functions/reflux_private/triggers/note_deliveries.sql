-- Remembers webhook calls, many at once, and keeps the last 20,000. Not on the way of any call.
create or replace function reflux_private.note_deliveries(deliveries jsonb)
returns void language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into reflux.webhook_deliveries (
    flow_id, step, method, path, at, status, duration_ms, bytes, run_id, code)
  select d.flow_id, d.step, d.method, d.path, d.at, d.status, d.duration_ms, d.bytes, d.run_id, d.code
  from jsonb_to_recordset(deliveries) d(
    flow_id bigint,
    step text,
    method text,
    path text,
    at timestamptz,
    status smallint,
    duration_ms real,
    bytes int,
    run_id bigint,
    code text);
  delete from reflux.webhook_deliveries w
  where w.id <= (select max(x.id) - 20000 from reflux.webhook_deliveries x);
end $$;

comment on function reflux_private.note_deliveries is
  'Remembers webhook calls and drops the oldest. For the API''s login only.';
