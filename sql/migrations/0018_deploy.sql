-- They give a list now, and know their document.
drop function if exists reflux_private.schema_problems(jsonb, jsonb, text, boolean, int);
drop function if exists reflux_private.schema_defects(jsonb, text, int);
