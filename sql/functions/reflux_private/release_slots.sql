-- Gives back the places of steps, held or in line, and calls those whose turn it is then. `asleep` are steps that went
-- to sleep in line: a place may have come free before they did. A key that somebody holds for long is left to the sweeper.
create or replace function reflux_private.release_slots(held reflux_private.handed[], asleep reflux_private.handed[] default '{}')
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp set lock_timeout = '2s' as $$
declare v_key text;
begin
  for v_key in
    select distinct s.key from reflux_private.slots s
    join unnest(release_slots.held || release_slots.asleep) h on h.run_id = s.run_id and h.idx = s.idx and h.scope = s.scope order by 1
  loop
    begin
      perform reflux_private.lock_slot_key(v_key);
    exception when lock_not_available then
      continue;
    end;
    delete from reflux_private.slots s using unnest(release_slots.held) h
    where s.key = v_key and h.run_id = s.run_id and h.idx = s.idx and h.scope = s.scope;
    perform reflux_private.call_line(v_key);
  end loop;
end $$;

comment on function reflux_private.release_slots is 'Gives back places under concurrency keys and wakes those in line.';
