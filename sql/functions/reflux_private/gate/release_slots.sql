-- Gives back the places of steps that do not run any more, and calls those whose turn it is then: one that
-- went to sleep in line, too, since a place may have come free before it did. `strays`: also under all other
-- keys where a place is held by a step that was ended along the way (a race, a child run).
-- Lock order: keys are the last thing that a transaction waits for, by name, in one call. A key that somebody
-- holds for long is put right by whoever comes to it next (drop_stale_slots), or by the sweeper.
create or replace function reflux_private.release_slots(
  steps reflux_private.handed[],
  strays boolean default false)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp set lock_timeout = '2s' as $$
declare v_key text;
begin
  for v_key in
    select s.key from reflux_private.slots s
    join unnest(release_slots.steps) h on h.run_id = s.run_id and h.idx = s.idx and h.scope = s.scope
    union
    select s.key from reflux_private.slots s
    left join reflux.steps t on t.run_id = s.run_id and t.idx = s.idx and t.scope = s.scope
    where release_slots.strays
      and (t.finished_at is not null or s.held and (t.state <> 'running' or t.attempt <> s.attempt))
    order by 1
  loop
    begin
      perform reflux_private.lock_slot_key(v_key);
    exception when lock_not_available then
      continue;
    end;
    perform reflux_private.drop_stale_slots(v_key);
    perform reflux_private.call_line(v_key);
  end loop;
end $$;

comment on function reflux_private.release_slots is
  'Gives back places under concurrency keys and wakes those in line.';
