-- Runs that ended with an any-join while another session was just moving a branch of theirs: the sweeper looks after
-- what that left behind. Live runs only are swept otherwise.
create table reflux_private.raced_runs (
  run_id bigint primary key
);
