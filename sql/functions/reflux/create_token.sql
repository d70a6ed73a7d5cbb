-- Makes an API token and returns it, this once: only its hash is kept. It has 244 random bits, from the
-- database's own strong generator, so no log of statements ever holds one. A token limited to some flows can
-- only make such tokens. It ends after 90 days unless another time is given; null is never.
create or replace function reflux.create_token(
  name text,
  role text,
  flows text[] default null,
  expires_at timestamptz default reflux_private.clock() + interval '90 days',
  out id bigint,
  out token text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare v_missing text;
begin
  if create_token.role not in ('viewer', 'operator', 'editor', 'admin') then
    perform reflux_private.fail('RFV06', format('%L is not a role', create_token.role), null,
      'Roles: viewer, operator, editor, admin.');
  elsif length(trim(create_token.name)) not between 1 and 100 then
    perform reflux_private.fail('RFV06', 'a token needs a name of at most 100 characters', null,
      'Name it for the program or person that will use it.');
  elsif create_token.expires_at <= reflux_private.clock() then
    perform reflux_private.fail('RFV06', 'the token would have expired already');
  end if;
  if create_token.flows is null then
    perform reflux_private.require_all_flows('make a token for all flows');
  end if;
  select s into v_missing
  from unnest(create_token.flows) s
  where not exists (select from reflux.flows f where f.slug = s and reflux_private.sees_flow(f.id))
  limit 1;
  if v_missing is not null then
    perform reflux_private.fail('RFN01', format('no flow %L', v_missing), null, 'Name flows by their slug.');
  end if;
  create_token.token := 'rfx_' || translate(
    encode(decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'), 'base64'),
    '+/=',
    '-_');
  insert into reflux.api_tokens (name, role, flows, hash, hint, expires_at, created_by)
  values (
    trim(create_token.name),
    create_token.role,
    create_token.flows,
    sha256(convert_to(create_token.token, 'UTF8')),
    left(create_token.token, 8) || '…',
    nullif(create_token.expires_at, 'infinity'),
    reflux_private.actor())
  returning api_tokens.id into create_token.id;
end $$;

comment on function reflux.create_token is
  'Makes an API token and returns it, this once; only its hash is kept. It ends after 90 days unless told '
  'otherwise; null is never. Errors: RFV06, RFN01, RFP02.';
