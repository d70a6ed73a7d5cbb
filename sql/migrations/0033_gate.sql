-- Steps that need a decision before they start are known when their graph is compiled, are told by their row,
-- and are leased by reflux_private.lease_gated alone: nothing goes on to them straight.
alter table reflux.graph_steps add column gated boolean not null default false;

alter table reflux.graph_steps disable trigger user;
update reflux.graph_steps g
set gated = true
where g.options ? 'concurrency' and g.options -> 'disabled' is distinct from 'true';
update reflux.graph_steps g
set straight_idx = null
from reflux.graph_steps x
where x.graph_id = g.graph_id and x.idx = g.straight_idx and x.gated;
alter table reflux.graph_steps enable trigger user;

-- A place under a concurrency key is a step row: in line since `slot_since`, or running. Null where it does
-- not apply, so that rows of other steps carry nothing; and no index on the state, so that theirs stay HOT.
alter table reflux.steps
  add column gated boolean,
  add column slot_key text,
  add column slot_limit int,
  add column slot_since timestamptz;

insert into reflux.transitions (machine, from_state, to_state, cause, action)
values ('step', 'ready', 'sleeping', 'no place is free under its concurrency key', null);

-- What runs, and who stands in line, goes on where it was.
update reflux.steps s
set gated = true
from reflux.runs r
join reflux.graph_steps g on g.graph_id = r.graph_id
where s.run_id = r.id and s.idx = g.idx and g.gated;
update reflux.steps s set
  slot_key = l.key,
  slot_limit = l.places,
  slot_since = case when not l.held then l.since end
from reflux_private.slots l
where s.run_id = l.run_id and s.idx = l.idx and s.scope = l.scope
  and case
    when l.held then s.state = 'running' and s.attempt = l.attempt
    else s.state = 'ready' or s.state = 'sleeping' and s.wait = 'slot' end;
-- Who slept in line and is in none is called again, as the sweeper would.
update reflux.steps s
set state = 'ready', wait = null, ready_at = reflux_private.clock()
where s.state = 'sleeping' and s.wait = 'slot' and s.slot_key is null;

create index steps_by_slot on reflux.steps (slot_key, slot_since) where slot_key is not null;

drop view if exists reflux_private.slots_in_line;
drop table reflux_private.slots;
drop function if exists reflux_private.release_slots(reflux_private.handed[], boolean);
drop function if exists reflux_private.drop_stale_slots(text);
drop function if exists reflux_private.call_line(text);
drop function if exists reflux_private.give_back(bigint, bigint, int, text, int, jsonb, jsonb, boolean);
drop function if exists reflux_private.acquire_slot(text, int, bigint, int, text, int);
