-- The two schemas and the words every later file uses.

create schema if not exists reflux;
create schema if not exists reflux_private;

create type reflux.run_state as enum ('queued', 'running', 'paused', 'succeeded', 'failed', 'cancelled');

create type reflux.step_state as enum
  ('waiting', 'ready', 'running', 'sleeping', 'succeeded', 'failed', 'skipped', 'cancelled');

-- What a sleeping step sleeps for.
create type reflux.wait_kind as enum ('timer', 'retry', 'signal', 'child', 'slot');

-- How an attempt ended. `suspended`: it went to sleep; `released`: its worker stopped and gave it back;
-- `lost`: its worker's lease ended; `superseded`: somebody re-drove the step while it ran.
create type reflux.attempt_outcome as enum
  ('succeeded', 'failed', 'suspended', 'released', 'lost', 'superseded', 'cancelled');

-- State machines are data: the guard, `allowed_actions` and the diagrams all read these rows.
create table reflux.transitions (
  machine    text not null check (machine in ('run', 'step')),
  from_state text not null,
  to_state   text not null,
  cause      text not null,
  action     text,
  primary key (machine, from_state, to_state, cause)
);

insert into reflux.transitions (machine, from_state, to_state, cause, action) values
  ('run',  'queued',    'running',   'its first step is leased',               null),
  ('run',  'queued',    'paused',    'a person pauses it',                     'pause_run'),
  ('run',  'queued',    'cancelled', 'a person or a step cancels it',          'cancel_run'),
  ('run',  'queued',    'succeeded', 'every end of the graph was skipped',     null),
  ('run',  'queued',    'failed',    'its steps failed before any ran',        null),
  ('run',  'running',   'paused',    'a person pauses it',                     'pause_run'),
  ('run',  'running',   'cancelled', 'a person or a step cancels it',          'cancel_run'),
  ('run',  'running',   'succeeded', 'every end of the graph is resolved',     null),
  ('run',  'running',   'failed',    'every end is resolved and a step failed', null),
  ('run',  'paused',    'running',   'a person resumes it',                    'resume_run'),
  ('run',  'paused',    'cancelled', 'a person cancels it',                    'cancel_run'),
  ('run',  'paused',    'succeeded', 'its last running step finished',         null),
  ('run',  'paused',    'failed',    'its last running step finished',         null),
  ('run',  'succeeded', 'running',   'a step is re-driven',                    'redrive_step'),
  ('run',  'failed',    'running',   'a step is re-driven',                    'redrive_run'),
  ('run',  'cancelled', 'running',   'a step is re-driven',                    'redrive_step'),
  ('step', 'waiting',   'ready',     'its join is satisfied',                  null),
  ('step', 'waiting',   'running',   'its join is satisfied, handed to the finishing worker', null),
  ('step', 'waiting',   'skipped',   'no branch that leads here was taken',    null),
  ('step', 'waiting',   'cancelled', 'its run is cancelled',                   null),
  ('step', 'ready',     'running',   'a worker leases it',                     null),
  ('step', 'ready',     'cancelled', 'its run is cancelled',                   null),
  ('step', 'ready',     'waiting',   'a step above it is re-driven',           null),
  ('step', 'ready',     'failed',    'it killed its worker too often',         null),
  ('step', 'running',   'succeeded', 'the node returned output',               null),
  ('step', 'running',   'failed',    'the node failed for good',               null),
  ('step', 'running',   'sleeping',  'the node waits, or will be tried again', null),
  ('step', 'running',   'ready',     'its lease ended, or its worker gave it back, or it is re-driven', 'redrive_step'),
  ('step', 'running',   'waiting',   'a step above it is re-driven',           null),
  ('step', 'running',   'cancelled', 'its run is cancelled',                   null),
  ('step', 'sleeping',  'ready',     'its time has come',                      'retry_now'),
  ('step', 'sleeping',  'running',   'a worker leases it when its time has come', null),
  ('step', 'sleeping',  'succeeded', 'the timer, signal or child run arrived', 'signal_step'),
  ('step', 'sleeping',  'failed',    'the wait timed out, or the child run failed', null),
  ('step', 'sleeping',  'waiting',   'a step above it is re-driven',           null),
  ('step', 'sleeping',  'cancelled', 'its run is cancelled',                   null),
  ('step', 'succeeded', 'ready',     'it is re-driven',                        'redrive_step'),
  ('step', 'succeeded', 'waiting',   'a step above it is re-driven',           null),
  ('step', 'failed',    'ready',     'it is re-driven',                        'redrive_step'),
  ('step', 'failed',    'waiting',   'a step above it is re-driven',           null),
  ('step', 'skipped',   'ready',     'it is re-driven',                        'redrive_step'),
  ('step', 'skipped',   'waiting',   'a step above it is re-driven',           null),
  ('step', 'cancelled', 'ready',     'it is re-driven',                        'redrive_step'),
  ('step', 'cancelled', 'waiting',   'a step above it is re-driven',           null);

-- Engine settings; one row. Change with `update`; workers read it when they register and renew.
create table reflux.settings (
  only_row            boolean primary key default true check (only_row),
  lease               interval not null default '10 seconds' check (lease >= '1 second'),
  losses_before_quarantine smallint not null default 2 check (losses_before_quarantine > 0),
  losses_before_failure    smallint not null default 5 check (losses_before_failure > 1),
  inline_output_bytes int not null default 8192 check (inline_output_bytes > 0),
  max_payload_bytes   int not null default 33554432 check (max_payload_bytes > 0),
  keep_history        interval not null default '30 days' check (keep_history >= '1 day')
);

insert into reflux.settings default values;
