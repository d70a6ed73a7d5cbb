-- Places to lease come along with outcomes now.
drop function if exists reflux_private.complete_steps(bigint, jsonb, int);
