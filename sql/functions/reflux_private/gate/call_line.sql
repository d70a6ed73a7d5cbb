-- Calls those whose turn it is under a concurrency key: as many from the head of the line as places are free.
-- Steps that are awake already are on their way. The caller holds the key's lock. Rows that another session
-- holds are left to it, and to the sweeper.
create or replace function reflux_private.call_line(slot_key text)
returns int language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare v_places reflux_private.place[];
begin
  with turn as (
    select l.*, row_number() over (order by l.since) as n
    from reflux_private.slots_in_line l
    where l.key = slot_key),
  free as (
    select max(s.places) - count(*) filter (where s.held) as places
    from reflux_private.slots s
    where s.key = slot_key),
  called as (
    select s.run_id, s.idx, s.scope
    from turn t
    join free f on t.n <= f.places
    join reflux.steps s on s.run_id = t.run_id and s.idx = t.idx and s.scope = t.scope
    where s.state = 'sleeping' and s.wait = 'slot'
    order by s.run_id, s.idx, s.scope
    for update of s skip locked),
  woken as (
    update reflux.steps s
    set state = 'ready', wait = null, ready_at = reflux_private.clock()
    from called c
    where s.run_id = c.run_id and s.idx = c.idx and s.scope = c.scope
    returning s.run_id, s.idx, s.scope, s.losses)
  select array_agg(
    reflux_private.place(
        run_id => w.run_id,
        idx => w.idx,
        scope => w.scope,
        node_id => g.node_id,
        chunk => 1,
        priority => r.priority,
        quarantine => w.losses >= e.losses_before_quarantine))
  into v_places
  from reflux.settings e, woken w
  join reflux.runs r on r.id = w.run_id
  join reflux.graph_steps g on g.graph_id = r.graph_id and g.idx = w.idx;
  if v_places is not null then
    perform reflux_private.enqueue_steps(v_places);
  end if;
  return coalesce(cardinality(v_places), 0);
end $$;

comment on function reflux_private.call_line is
  'Wakes as many steps in line for a concurrency key as places are free.';
