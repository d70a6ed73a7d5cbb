-- Why a schedule has no next time: it is not asked for again and again, and shows where people look.
alter table reflux.schedules add column problem text;
drop function if exists reflux_private.fire_schedule(bigint, timestamptz, timestamptz[], timestamptz);
drop function if exists reflux.health();

-- They give a list now, and know their document.
drop function if exists reflux_private.schema_problems(jsonb, jsonb, text, boolean, int);
drop function if exists reflux_private.schema_defects(jsonb, text, int);
