-- Makes a link with which whoever has it may answer a step that waits for a signal, once, without a login:
-- the signal is {"approved": true or false, "by": "link"}. It may be made before the step waits, so that a
-- step before it can send it. It is shown this once: only its hash is kept. It ends with its time, with the
-- wait, and when the step is driven again.
create or replace function reflux.create_link(
  run_id bigint,
  step text,
  scope text default '',
  valid_for interval default '7 days',
  reason text default null,
  out path text,
  out expires_at timestamptz)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_run reflux.runs := reflux_private.lock_run(create_link.run_id);
  v_place reflux.graph_steps := reflux_private.find_step(v_run.graph_id, step);
  v_step reflux.steps;
  v_token text;
begin
  if create_link.valid_for is null or create_link.valid_for not between '1 minute' and '1 year' then
    perform reflux_private.fail('RFV06', 'a link is valid for 1 minute to 1 year');
  end if;
  select * into v_step
  from reflux.steps s
  where s.run_id = v_run.id and s.idx = v_place.idx and s.scope = create_link.scope;
  if v_run.finished_at is not null or v_step.finished_at is not null
      or not reflux_private.may_wait_for_signal(v_place)
      or v_step.run_id is null and reflux_private.lacks_scope(v_run.id, v_place, create_link.scope) then
    perform reflux_private.fail('RFS05',
      format('step %s of run %s does not wait for a signal, and will not', step, v_run.id),
      null,
      reflux_private.why_hint(v_run.id, step, create_link.scope));
  end if;
  -- Three of them have more than 256 random bits.
  v_token := translate(
    encode(
      sha256(convert_to(concat(gen_random_uuid(), gen_random_uuid(), gen_random_uuid()), 'UTF8')),
      'base64'),
    '+/=',
    '-_');
  create_link.path := '/approve/' || v_token;
  create_link.expires_at := reflux_private.clock() + create_link.valid_for;
  insert into reflux_private.links (hash, run_id, idx, scope, epoch, created_by, expires_at)
  values (
    sha256(convert_to(v_token, 'UTF8')),
    v_run.id,
    v_place.idx,
    create_link.scope,
    coalesce(v_step.epoch, 0),
    reflux_private.actor(),
    create_link.expires_at);
  perform reflux_private.audit('create link', format('step %s of run %s', step, v_run.id), null,
    jsonb_strip_nulls(jsonb_build_object(
      'scope', nullif(create_link.scope, ''),
      'expires_at', create_link.expires_at)),
    create_link.reason);
  perform reflux_private.note_event(v_run.id, 'linked', create_link.reason,
    jsonb_build_object('step', step, 'scope', create_link.scope, 'expires_at', create_link.expires_at));
end $$;

comment on function reflux.create_link is
  'Makes a link that answers a step''s wait for a signal once, without a login; shown this once. '
  'Errors: RFN02, RFN03, RFS05, RFV06.';
