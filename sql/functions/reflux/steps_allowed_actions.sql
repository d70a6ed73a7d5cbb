-- Computed column: what may be done to a step in its state, by what it sleeps for.
create or replace function reflux.steps_allowed_actions(step reflux.steps)
returns text[] language sql stable as $$
  select reflux_private.step_actions(step.state, step.wait)
$$;

comment on function reflux.steps_allowed_actions is 'The actions the step''s state allows, read from reflux.transitions.';
