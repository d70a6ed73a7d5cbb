-- Finished runs go after a term, with all that is theirs; a flow may have its own. 0 is for ever, in both.
alter table reflux.settings
  add column keep_runs interval not null default '90 days'
    constraint runs_are_kept_a_day_or_more check (keep_runs = '0' or keep_runs between '1 day' and '1000 years');
alter table reflux.flows
  add column keep_runs interval
    constraint runs_are_kept_a_day_or_more check (keep_runs = '0' or keep_runs between '1 day' and '1000 years');
drop function if exists reflux.change_settings(interval, interval, int, int, int, interval);
drop function if exists reflux.health();

-- Bytes that are put once more are young again.
alter table reflux.artifacts add column kept_at timestamptz not null default now();
update reflux.artifacts set kept_at = created_at;
-- Who still names an output that is kept apart. A step without one is in no index, and its updates stay HOT.
create index steps_by_artifact on reflux.steps (artifact) where artifact is not null;

insert into reflux_private.duties (name) values ('retention');

-- A link that answers a step's wait once, for somebody without a login. Only the hash of what stands in it is kept. It is
-- for one wait: a step that is driven again has another epoch.
create table reflux_private.links (
  hash       bytea primary key,
  run_id     bigint not null,
  idx        int not null,
  scope      text not null default '',
  epoch      smallint not null,
  created_by text not null,
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  used_at    timestamptz
);
create index links_by_step on reflux_private.links (run_id, idx);
