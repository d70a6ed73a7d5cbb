-- Gives a new token in the place of one: the same name, role, flows and
-- length of life. The old one works on for `grace`, so that whoever uses it
-- can change over; then it has expired. The new one is returned this once.
create or replace function reflux.rotate_token(
  id bigint,
  grace interval default '1 day',
  out new_id bigint,
  out token text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_old reflux.api_tokens;
  v_now timestamptz := reflux_private.clock();
begin
  perform reflux_private.require_all_flows('rotate a token');
  if rotate_token.grace is null or rotate_token.grace not between interval '0' and interval '30 days' then
    perform reflux_private.fail('RFV06', 'grace is from 0 to 30 days', null,
      'How long the old token works on.');
  end if;
  select * into v_old from reflux.api_tokens t where t.id = rotate_token.id for update;
  if v_old.id is null then
    perform reflux_private.fail('RFN07', format('no token %s', rotate_token.id), null,
      'See reflux.api_tokens.');
  elsif v_old.revoked_at is not null or v_old.expires_at <= v_now then
    perform reflux_private.fail('RFV06', format('token %s has ended', rotate_token.id), null,
      'Make a new one.');
  end if;
  select c.id, c.token into rotate_token.new_id, rotate_token.token
  from reflux.create_token(
    v_old.name,
    v_old.role,
    v_old.flows,
    v_now + (v_old.expires_at - v_old.created_at)) c;
  update reflux.api_tokens t
  set expires_at = least(t.expires_at, v_now + rotate_token.grace)
  where t.id = v_old.id;
  perform pg_notify('reflux_control', json_build_object('token', v_old.id)::text);
end $$;

comment on function reflux.rotate_token is
  'Gives a new token in the place of one, which works on for `grace`; returned this once. Errors: RFV06, '
  'RFN07, RFP02.';
