-- Calls those whose turn it is under concurrency keys, under all of them where none are named. Whoever ends a
-- step with a key does so in the same commit. Steps that are awake already are on their way, and those that
-- another session holds are left to it, and to the sweeper: it waits for nobody. Too many called do no harm,
-- for the gate decides; two who end steps at once may call one too few, unless they hold the key
-- (lock_slot_key): flushes do, people who may stay in their transaction do not.
create or replace function reflux_private.call_lines(keys text[] default null)
returns int language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  v_keys text[] := keys;
  v_called reflux_private.step_ref[];
begin
  if v_keys is null then
    v_keys := array(
      select distinct s.slot_key
      from reflux.steps s
      where s.slot_key is not null and s.slot_since is not null);
  end if;
  with turn as (
    select s.run_id, s.idx, s.scope
    from reflux_private.slot_turns(v_keys) t
    join reflux.steps s on s.run_id = t.run_id and s.idx = t.idx and s.scope = t.scope
    where s.state = 'sleeping' and s.wait = 'slot'
    order by s.run_id, s.idx, s.scope
    for update of s skip locked),
  called as (
    update reflux.steps s
    set state = 'ready', wait = null, ready_at = reflux_private.clock()
    from turn t
    where s.run_id = t.run_id and s.idx = t.idx and s.scope = t.scope
    returning s.run_id, s.idx, s.scope)
  select array_agg(row(c.run_id, c.idx, c.scope)::reflux_private.step_ref) into v_called
  from called c;
  if v_called is not null then
    perform reflux_private.ring(v_called);
  end if;
  return coalesce(cardinality(v_called), 0);
end $$;

comment on function reflux_private.call_lines is
  'Wakes as many steps in line under concurrency keys as places are free; answers how many.';
