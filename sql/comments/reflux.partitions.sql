-- Partitions are not for the API; reflux_private.keep_partitions says so of each it makes.
comment on table reflux.attempts_rest is '@behavior -*

Attempts of days that have no partition of their own.';
comment on table reflux.run_events_rest is '@behavior -*

Events of days that have no partition of their own.';
comment on table reflux.step_logs_rest is '@behavior -*

Log lines of days that have no partition of their own.';
comment on table reflux.changes_rest is '@behavior -*

Changes of days that have no partition of their own.';
