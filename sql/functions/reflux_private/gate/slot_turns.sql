-- Whose turn it is under concurrency keys: as many from the head of each line as places are free. A place is
-- taken by a step that runs, and counted from those rows. The line is strict, so that nobody starves: whoever
-- wants more places to be free than another behind him is not passed, and one that was called keeps its turn
-- for five seconds. Those of paused runs stand aside. `comers` are at the gate this moment.
-- A line may be long: its head says how many can go at most, and no more of it is read.
create or replace function reflux_private.slot_turns(
  keys text[],
  comers reflux_private.step_ref[] default '{}')
returns setof reflux_private.step_ref language plpgsql stable set search_path = pg_catalog, pg_temp
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off
set plan_cache_mode = force_generic_plan set jit = off as $$
begin
  return query
    with waiting as not materialized (
      select s.slot_key, s.slot_limit, s.slot_since, s.run_id, s.idx, s.scope
      from reflux.steps s
      cross join lateral (select r.state from reflux.runs r where r.id = s.run_id limit 1) r
      where s.slot_key is not null and s.slot_since is not null
        and r.state in ('queued', 'running')
        and (s.state <> 'ready'
          or s.ready_at > reflux_private.clock() - interval '5 seconds'
          or (s.run_id, s.idx, s.scope) in (select c.run_id, c.idx, c.scope from unnest(comers) c)))
    select t.run_id, t.idx, t.scope
    from unnest(keys) k(key)
    cross join lateral (
      select count(*) as held
      from reflux.steps s
      where s.slot_key = k.key and s.slot_since is null and s.state = 'running') h
    cross join lateral (
      select l.slot_limit as places
      from waiting l
      where l.slot_key = k.key
      order by l.slot_since, l.run_id, l.idx, l.scope
      limit 1) head
    cross join lateral (
      select
        l.run_id,
        l.idx,
        l.scope,
        h.held + row_number() over line <= min(l.slot_limit) over line as is_free
      from (
        select l.*
        from waiting l
        where l.slot_key = k.key
        order by l.slot_since, l.run_id, l.idx, l.scope
        limit greatest(head.places - h.held, 0)) l
      window line as (order by l.slot_since, l.run_id, l.idx, l.scope)) t
    where t.is_free;
end $$;

comment on function reflux_private.slot_turns is
  'The steps in line under concurrency keys whose turn it is.';
