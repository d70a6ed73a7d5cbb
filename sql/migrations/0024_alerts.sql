-- How people hear of trouble: a run that fails starts a run of the on-failure flow, once per pattern and window.
alter table reflux.settings
  add column on_failure_flow text,
  add column alert_window    interval not null default '15 minutes' check (alert_window >= '1 second');
alter table reflux.flows
  add column on_failure_flow text,
  add column alerts          boolean not null default true;

-- A pattern is a flow, a step, a code; a row is a window of one.
create table reflux.alerts (
  id           bigint generated always as identity primary key,
  flow_id      bigint not null references reflux.flows (id),
  step         text not null,
  code         text not null,
  message      text,
  first_at     timestamptz not null,
  last_at      timestamptz not null,
  count        int not null,
  untold       int not null,
  run_id       bigint not null,
  alert_run_id bigint,
  problem      text,
  constraint counts_what_failed check (count > 0 and untold >= 0),
  constraint no_problem_when_told check (alert_run_id is null or problem is null)
);
create index alerts_by_pattern on reflux.alerts (flow_id, step, code, first_at desc);

-- Runs that failed and were not looked at yet. Written by the flush that ends them, emptied by whoever has the duty.
create table reflux_private.failed_runs (
  id        bigint generated always as identity primary key,
  run_id    bigint not null,
  failed_at timestamptz not null
) with (autovacuum_vacuum_scale_factor = 0.05);
insert into reflux_private.duties (name) values ('alerts');

drop function if exists reflux.change_settings;
drop function if exists reflux.health();
