-- Computed column: what may be done to a step in its state, by what it sleeps for: a signal is only for a
-- step that waits for one, a retry only for one that will be tried again. The view reflux.run_steps says the
-- same for many steps at once.
create or replace function reflux.steps_allowed_actions(step reflux.steps)
returns text[] language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return array_remove(
    array_remove(
      reflux_private.actions_from('step', step.state::text),
      case when step.wait is distinct from 'signal' then 'signal_step' end),
    case when step.wait is distinct from 'retry' then 'retry_now' end);
end $$;

comment on function reflux.steps_allowed_actions is
  'The actions the step''s state allows, read from reflux.transitions.';
