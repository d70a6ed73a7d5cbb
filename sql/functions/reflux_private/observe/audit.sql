-- Notes an administrative act, in the transaction of the act: both happen, or
-- neither. Who and from where is taken from the session; `login` cannot be
-- set by anybody. Before and after are summaries, and never hold a secret.
create or replace function reflux_private.audit(
  act text,
  object text,
  before jsonb default null,
  after jsonb default null,
  reason text default null)
returns void language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  insert into reflux.audit (actor, role, login, token_id, door, address, act, object, before, after, reason)
  select
    reflux_private.actor(),
    coalesce(nullif(current_setting('role', true), 'none'), session_user),
    session_user,
    case when s.is_api then nullif(current_setting('reflux.token', true), '')::bigint end,
    case
      when s.is_api then coalesce(nullif(current_setting('reflux.door', true), ''), 'api')
      when s.program = 'reflux cli' then 'command line'
      when s.program = 'reflux migrate' then 'migration'
      when s.program like 'reflux worker%' then 'worker'
      else rtrim('sql ' || left(s.program, 60))
    end,
    case
      when s.is_api then nullif(current_setting('reflux.address', true), '')
      else host(inet_client_addr()) end,
    audit.act,
    audit.object,
    audit.before,
    audit.after,
    audit.reason
  from (
    select
      session_user ~ '^reflux_api(_[0-9a-f]{8})?$' as is_api,
      coalesce(current_setting('application_name', true), '') as program) s
$$;

comment on function reflux_private.audit is
  'Notes an administrative act in reflux.audit, in the transaction of the act.';
