-- Gives back the places of steps and wakes, per key, as many of those in line as places are free, oldest first.
create or replace function reflux_private.release_slots(held reflux_private.handed[])
returns void language plpgsql volatile set search_path = '' as $$
declare v_key text; v_places reflux_private.place[];
begin
  for v_key in
    select distinct s.key from reflux_private.slots s join unnest(release_slots.held) h on h.run_id = s.run_id and h.idx = s.idx and h.scope = s.scope order by 1
  loop
    perform pg_advisory_xact_lock(hashtextextended('reflux:slot:' || v_key, 0));
    delete from reflux_private.slots s using unnest(release_slots.held) h
    where s.key = v_key and h.run_id = s.run_id and h.idx = s.idx and h.scope = s.scope;
    with next as (
      select s.run_id, s.idx, s.scope from reflux_private.slots s
      join reflux.steps t on t.run_id = s.run_id and t.idx = s.idx and t.scope = s.scope and t.state = 'sleeping' and t.wait = 'slot'
      where s.key = v_key and not s.held order by s.since limit cardinality(release_slots.held)),
    woken as (
      update reflux.steps t set state = 'ready', wait = null, ready_at = clock_timestamp() from next n
      where t.run_id = n.run_id and t.idx = n.idx and t.scope = n.scope and t.state = 'sleeping' and t.wait = 'slot'
      returning t.run_id, t.idx, t.scope)
    select array_agg(row(w.run_id, w.idx, w.scope, g.node_id, 1, r.priority, null, false)::reflux_private.place) into v_places
    from woken w join reflux.runs r on r.id = w.run_id join reflux.graph_steps g on g.graph_id = r.graph_id and g.idx = w.idx;
    if v_places is not null then
      perform reflux_private.enqueue_steps(v_places);
    end if;
  end loop;
end $$;

comment on function reflux_private.release_slots is 'Gives back places under concurrency keys and wakes those in line.';
