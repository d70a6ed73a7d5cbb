-- Regions of graphs and scopes of runs: a part that a step repeats counts its own ends, as a run does.
alter type reflux.wait_kind add value if not exists 'scopes';

-- `region`: the step that repeats this one, null at the top. The others are of a step that repeats: its body.
-- `need_depths`: how many scopes deep each of `needs` is.
alter table reflux.graph_steps
  add column region int,
  add column body int[] not null default '{}',
  add column body_roots int[] not null default '{}',
  add column body_sinks int not null default 0,
  add column need_depths int[] not null default '{}';

-- Of a step that repeats: how many scopes it opened, how many of them ended, and failed; it is woken when no
-- more than `scopes_leave` are open.
alter table reflux.steps
  add column scopes_opened int,
  add column scopes_ended int,
  add column scopes_failed int,
  add column scopes_leave int;

-- What is at or below a scope is one range of the key, so its names are compared by their bytes.
create table reflux.scopes (
  run_id      bigint not null,
  scope       text collate "C" not null,
  idx         int not null,
  parent      text not null,
  index       int not null,
  open_ends   int not null,
  failed      int not null default 0,
  opened_at   timestamptz not null,
  finished_at timestamptz,
  item        jsonb,
  primary key (run_id, scope),
  constraint open_ends_never_negative check (open_ends >= 0)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);

update reflux.transitions
set cause = cause || ', or a step in a scope of it is re-driven'
where machine = 'step' and from_state = 'ready' and to_state = 'sleeping';
insert into reflux.transitions (machine, from_state, to_state, cause, action) values
  ('step', 'succeeded', 'sleeping', 'a step in a scope of it is re-driven', null),
  ('step', 'failed',    'sleeping', 'a step in a scope of it is re-driven', null),
  ('step', 'cancelled', 'sleeping', 'a step in a scope of it is re-driven', null);

alter type reflux_private.lease
  add attribute item jsonb,
  add attribute index int,
  add attribute scopes jsonb;

-- What re-driving steps does to one: `again` it runs, `below` it waits anew, `owner` it waits for its scopes
-- once more, `dropped` it goes with the scope that it is in.
create type reflux_private.touched as (run_id bigint, idx int, scope text, fate text);

drop function if exists reflux_private.end_races(bigint[]);
drop function if exists reflux_private.drop_steps(bigint[], text, boolean);
drop function if exists reflux_private.revive_steps(reflux.runs, text[]);
