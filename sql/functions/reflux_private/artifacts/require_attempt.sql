-- Whether an attempt is still the one that counts; one that lost its lease keeps nothing.
create or replace function reflux_private.require_attempt(run_id bigint, idx int, scope text, attempt int)
returns void language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  perform from reflux.steps s
  where s.run_id = require_attempt.run_id
    and s.idx = require_attempt.idx
    and s.scope = require_attempt.scope
    and s.state = 'running'
    and s.attempt = require_attempt.attempt;
  if not found then
    perform reflux_private.fail('RFT02',
      format('attempt %s of the step is over', require_attempt.attempt));
  end if;
end $$;

comment on function reflux_private.require_attempt is
  'Fails unless an attempt is running. Errors: RFT02.';
