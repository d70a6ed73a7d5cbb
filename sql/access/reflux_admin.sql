-- Admins decide who may do what and how the engine is set, and read who did what. Of tokens they read all but
-- the hash.
grant select (id, name, role, flows, created_at, expires_at, last_used_at, revoked_at, hint, created_by)
on reflux.api_tokens to reflux_admin;
grant select (id, at, actor, role, login, token_id, door, address, act, object, before, after, reason)
on reflux.audit to reflux_admin;
grant execute on function
  reflux.create_token,
  reflux.rotate_token,
  reflux.revoke_token,
  reflux.change_settings,
  reflux.set_flow_retention,
  reflux.forget_reader,
  reflux.permit_flow
to reflux_admin;
