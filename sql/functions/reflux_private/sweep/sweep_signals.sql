-- Drops kept signals that expired or whose step is over, and gives waiting
-- steps theirs: one sent by a transaction that could not see the wait begin
-- (repeatable read) was kept beside it. Lock order: runs by id, then steps.
create or replace function reflux_private.sweep_signals()
returns reflux_private.settled[] language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare v_places reflux_private.handed[];
begin
  delete from reflux.kept_signals k
  where k.expires_at <= reflux_private.clock()
    or not exists (select from reflux.runs r where r.id = k.run_id and r.finished_at is null)
    or exists (
      select from reflux.steps s
      where s.run_id = k.run_id and s.idx = k.idx and s.scope = k.scope and s.finished_at is not null);
  select array_agg(reflux_private.handed(w.run_id, w.idx, w.scope))
  into v_places
  from (
    select k.run_id, k.idx, k.scope
    from reflux.kept_signals k
    join reflux.runs r on r.id = k.run_id
    join reflux.steps s on s.run_id = k.run_id and s.idx = k.idx and s.scope = k.scope
    where s.state = 'sleeping' and s.wait = 'signal'
    order by r.id
    for key share of r skip locked) w;
  return case when v_places is not null then reflux_private.claim_signals(v_places) end;
end $$;

comment on function reflux_private.sweep_signals is
  'Drops kept signals of no more use, and gives waiting steps theirs.';
