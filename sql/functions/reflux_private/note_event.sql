-- Remembers what somebody did to a run, who, and why.
create or replace function reflux_private.note_event(run_id bigint, kind text, reason text default null, detail jsonb default null)
returns void language sql volatile as $$
  insert into reflux.run_events (run_id, kind, actor, reason, detail)
  values (run_id, kind, reflux_private.actor(), reason, detail)
$$;

comment on function reflux_private.note_event is 'Remembers what somebody did to a run, who, and why.';
