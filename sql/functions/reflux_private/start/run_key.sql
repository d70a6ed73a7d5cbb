-- The one maker of idempotency keys. Who starts a run has a kind of its own, so no caller can name, by
-- accident or on purpose, a run that another kind of caller starts:
--   start {key}
--   try {key}
--   webhook {method, path, key}
--   schedule {schedule, time}
--   child {run, idx, scope, attempt}
--   alert {alert}
-- One part is kept as it is, several as a JSON array, which no other parts
-- give. `body` is what a second use of the key has to bring again (its digest
-- is kept); null where the key says all. RFV06 for a key of nobody's making.
create or replace function reflux_private.run_key(kind text, body jsonb, variadic parts text[])
returns reflux_private.run_key language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  v_given text := case when kind in ('start', 'try', 'webhook') then parts[cardinality(parts)] end;
  v_arity int := case kind
    when 'start' then 1
    when 'try' then 1
    when 'webhook' then 3
    when 'schedule' then 2
    when 'child' then 4
    when 'alert' then 1 end;
begin
  if v_given !~ '[^[:space:]]' or length(v_given) > 500 then
    perform reflux_private.fail('RFV06', 'an idempotency key has 1 to 500 characters', null,
      'Leave it out to start a run each time.');
  elsif cardinality(parts) is distinct from v_arity or array_position(parts, null) is not null then
    perform reflux_private.fail('RFI01',
      format('no idempotency key of kind %s has these parts: %s', kind, parts));
  end if;
  return row(
    kind,
    case v_arity when 1 then parts[1] else to_jsonb(parts)::text end,
    case when body is not null then sha256(convert_to(body::text, 'UTF8')) end)::reflux_private.run_key;
end $$;

comment on function reflux_private.run_key is
  'Makes the idempotency key of a run: its kind, its text, the digest of what it was used for.';
