-- A line of a log has a number: lines of one moment keep their order, and a list of them can be read page by page. Writes
-- the table anew.
create sequence reflux.step_log_ids;
alter table reflux.step_logs add column id bigint not null default nextval('reflux.step_log_ids');
alter sequence reflux.step_log_ids owned by reflux.step_logs.id;

-- A start that started nothing says so, at every door. Never stored.
alter table reflux.runs add column replayed boolean constraint replayed_is_said_not_kept check (replayed is null);
drop function if exists reflux_private.start_runs(
  bigint, bigint, bigint, jsonb[], reflux_private.run_key[], int, text, bigint, int, text, boolean, bigint[]);

-- A signal that comes before its step waits. It goes with its step's wait, or with its time.
create table reflux.kept_signals (
  run_id     bigint not null,
  idx        int not null,
  scope      text not null default '',
  payload    jsonb not null,
  actor      text not null,
  sent_at    timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  primary key (run_id, idx, scope)
);
alter table reflux.settings
  add column keep_signals interval not null default '7 days' check (keep_signals >= '1 second');
drop function if exists reflux.change_settings(interval, interval, int, int, int);
