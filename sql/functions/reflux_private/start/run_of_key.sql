-- The run that an idempotency key has started, or null. RFC10 when the key
-- was used for something else: an answer about that run would not be one
-- to this call. A run of a time before digests were kept fits anything.
create or replace function reflux_private.run_of_key(flow_id bigint, key reflux_private.run_key)
returns bigint language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  v_id bigint;
  v_digest bytea;
begin
  select r.id, r.key_digest into v_id, v_digest
  from reflux.runs r
  where r.flow_id = run_of_key.flow_id
    and r.idempotency_key = (run_of_key.key).key
    and r.key_kind = (run_of_key.key).kind;
  if v_digest <> (run_of_key.key).digest then
    perform reflux_private.fail('RFC10',
      format('the idempotency key was used before, with another body: run %s', v_id),
      jsonb_build_object('run', v_id),
      'Send what was sent then, or take a new key.');
  end if;
  return v_id;
end $$;

comment on function reflux_private.run_of_key is
  'The run that an idempotency key has started; RFC10 when it was for something else.';
