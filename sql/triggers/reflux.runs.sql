-- The guard of the run machine; see reflux.steps.sql.
create or replace trigger _500_guard before update on reflux.runs for each row
  when (old.state <> new.state and not (
    old.state = 'queued' and new.state = 'running'
    or old.state = 'running' and new.state = 'succeeded'))
  execute function reflux_private.tg_refuse_move('run');
