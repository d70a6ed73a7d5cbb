-- Steps by their keys: what people's functions take many of at once.
create type reflux_private.step_ref as (run_id bigint, idx int, scope text);

drop function if exists reflux_private.reset_steps(reflux.runs, int, text, jsonb, boolean);
drop function if exists reflux_private.recount_tokens(bigint, bigint, text);
drop function if exists reflux_private.revive_steps(reflux.runs, text);
drop function if exists reflux_private.ring(bigint, int, text);
drop function if exists reflux_private.cancel_steps(bigint, text);

-- Where a graph was not counted yet, both indexes of its steps looked equally good for a look-up by idx, and
-- this one read all of them each time. With the key first it is none for that.
alter table reflux.graph_steps drop constraint graph_steps_by_key,
  add constraint graph_steps_by_key unique (key, graph_id);
