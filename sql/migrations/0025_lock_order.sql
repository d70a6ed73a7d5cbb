-- A worker says of an outcome that the step's only successor waits for nobody else: such a flush meets no other one at a join.
alter type reflux_private.outcome add attribute straight boolean;

-- What one look at the runs found to be done, to be settled with all else that the transaction found.
create type reflux_private.motion as (
  settled reflux_private.settled[],
  ready   reflux_private.place[],
  moved   bigint[]
);

drop function if exists reflux_private.return_steps(bigint[], reflux.attempt_outcome);
drop function if exists reflux_private.wake_steps(reflux_private.handed[]);
drop function if exists reflux_private.wake_overdue(bigint[]);
drop function if exists reflux_private.sweep_signals();
drop function if exists reflux_private.steps_of_graph(bigint);
