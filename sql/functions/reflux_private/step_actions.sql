-- The actions that a step's state and wait allow.
create or replace function reflux_private.step_actions(state reflux.step_state, wait reflux.wait_kind)
returns text[] language sql stable as $$
  select reflux_private.while_waiting(reflux_private.actions_from('step', state::text), wait)
$$;

comment on function reflux_private.step_actions is 'The actions a step''s state and wait allow.';
