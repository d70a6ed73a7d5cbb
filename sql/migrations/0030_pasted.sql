-- A flow that is pasted as YAML keeps what only people see, from its first draft on.
drop function if exists reflux.create_flow(text, text, jsonb);
