-- Steps by their keys: what people's functions take many of at once.
create type reflux_private.step_ref as (run_id bigint, idx int, scope text);

drop function if exists reflux_private.reset_steps(reflux.runs, int, text, jsonb, boolean);
drop function if exists reflux_private.recount_tokens(bigint, bigint, text);
drop function if exists reflux_private.revive_steps(reflux.runs, text);
drop function if exists reflux_private.ring(bigint, int, text);
drop function if exists reflux_private.cancel_steps(bigint, text);
