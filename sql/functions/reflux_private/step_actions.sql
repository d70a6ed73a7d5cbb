-- The actions a step's state allows. A signal is only for one that waits for it, a retry only for one that will be tried again.
create or replace function reflux_private.step_actions(state reflux.step_state, wait reflux.wait_kind)
returns text[] language sql stable as $$
  select array(select a from unnest(reflux_private.actions_from('step', state::text)) a
    where case a when 'signal_step' then wait = 'signal' when 'retry_now' then wait = 'retry' else true end)
$$;

comment on function reflux_private.step_actions is 'The actions a step''s state and wait allow.';
