-- Ends a token for good. Open connections that use it are closed
-- within half a minute. Revoking twice is revoking once.
create or replace function reflux.revoke_token(id bigint)
returns reflux.api_tokens language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
declare v_token reflux.api_tokens;
begin
  perform reflux_private.require_all_flows('revoke a token');
  update reflux.api_tokens t
  set revoked_at = coalesce(t.revoked_at, reflux_private.clock())
  where t.id = revoke_token.id
  returning * into v_token;
  if v_token.id is null then
    perform reflux_private.fail('RFN07', format('no token %s', revoke_token.id), null,
      'See reflux.api_tokens.');
  end if;
  perform pg_notify('reflux_control', json_build_object('token', v_token.id)::text);
  return v_token;
end $$;

comment on function reflux.revoke_token is 'Ends an API token. Errors: RFN07, RFP02.';
