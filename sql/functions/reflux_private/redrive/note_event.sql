-- Remembers what somebody did to a run, who, and why.
create or replace function reflux_private.note_event(
  run_id bigint,
  kind text,
  reason text default null,
  detail jsonb default null)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
  insert into reflux.run_events (run_id, kind, actor, reason, detail)
  values (note_event.run_id, note_event.kind, reflux_private.actor(), note_event.reason, note_event.detail);
end $$;

comment on function reflux_private.note_event is 'Remembers what somebody did to a run, who, and why.';
