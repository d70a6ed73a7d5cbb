-- Of the actions that a step's state allows, those that its wait allows: a signal is only for a step that waits for one,
-- a retry only for one that will be tried again. One expression, so that the planner puts it in place.
create or replace function reflux_private.while_waiting(actions text[], wait reflux.wait_kind)
returns text[] language sql immutable as $$
  select array_remove(array_remove(coalesce(actions, '{}'), case when wait is distinct from 'signal' then 'signal_step' end),
    case when wait is distinct from 'retry' then 'retry_now' end)
$$;

comment on function reflux_private.while_waiting is 'The actions of a step''s state that its wait allows.';
