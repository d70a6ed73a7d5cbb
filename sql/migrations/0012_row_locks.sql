-- Functions fix their search_path, so they are not inlined: what was asked row by row is asked once a query, or stands in
-- place. Until the object files are applied, a role of the API sees no step: denied is the default.
drop view if exists reflux.run_steps cascade;
drop function if exists reflux_private.while_waiting(text[], reflux.wait_kind);
drop function if exists reflux_private.sees_run(bigint) cascade;
drop function if exists reflux_private.step_actions(reflux.step_state, reflux.wait_kind);

-- What the engine waits for is rows that nobody else can reach: advisory locks are a namespace of all who can connect,
-- authors of SQL too.
create table reflux_private.duties (
  name text primary key
);
insert into reflux_private.duties (name) values ('sweep'), ('partitions');

create table reflux_private.slot_keys (
  key text primary key
);
insert into reflux_private.slot_keys (key) select distinct s.key from reflux_private.slots s;
