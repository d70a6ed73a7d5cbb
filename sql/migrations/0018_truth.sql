-- A line of a log has a number: lines of one moment keep their order, and a list of them can be read page by page. Writes
-- the table anew.
create sequence reflux.step_log_ids;
alter table reflux.step_logs add column id bigint not null default nextval('reflux.step_log_ids');
alter sequence reflux.step_log_ids owned by reflux.step_logs.id;

-- A start that started nothing says so, at every door. Never stored.
alter table reflux.runs add column replayed boolean constraint replayed_is_said_not_kept check (replayed is null);
drop function if exists reflux_private.start_runs(
  bigint, bigint, bigint, jsonb[], reflux_private.run_key[], int, text, bigint, int, text, boolean, bigint[]);
