-- The guard of the step machine. Moves that every step makes are named here, so that they cost a comparison
-- and no function call; a longer condition costs more than it spares, for Postgres reads it again with every
-- statement. All other moves ask reflux.transitions.
create or replace trigger _500_guard before update on reflux.steps for each row
  when (old.state <> new.state and not (
    old.state = 'ready' and new.state = 'running'
    or old.state = 'running' and new.state = 'succeeded'))
  execute function reflux_private.tg_refuse_move('step');
