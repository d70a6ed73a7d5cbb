-- Raises RFS01 with the actions the state does allow.
create or replace function reflux_private.refuse_action(machine text, subject text, state text, action text)
returns void language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  perform reflux_private.fail('RFS01', format('%s is %s, so %s is not possible', subject, state, action),
    jsonb_build_object('state', state, 'allowed', reflux_private.actions_from(machine, state)),
    'Possible now: '
      || coalesce(
        nullif(array_to_string(reflux_private.actions_from(machine, state), ', '), ''),
        'nothing')
      || '.');
end $$;

comment on function reflux_private.refuse_action is 'Raises RFS01, naming the actions that are allowed.';
