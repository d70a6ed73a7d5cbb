-- What the pages of runs ask for. `wait` is null for all but sleeping steps, so the index stays small, and no step that
-- is taken or completed writes to it.
create index steps_that_wait on reflux.steps (run_id, wait) where wait is not null;
create index step_logs_by_time on reflux.step_logs (run_id, at, id);

drop function if exists reflux.signal_step(bigint, text, jsonb, text);
