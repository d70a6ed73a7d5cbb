-- Deletes finished runs whose term is over (settings.keep_runs, or the flow's own), with their steps and
-- history. A run goes with all the runs it called, and theirs: when all of them are finished, each past its
-- own term, and nobody has locked one or has yet
-- to read of one. One at a time; each call looks at a slice of the runs, in the order of
-- their start, after `position`, and deletes about 500: a family goes whole, however large. Returns where the
-- next one goes on (0: nothing more is due). Lock order: the duty, then runs by id, tried.
create or replace function reflux_private.drop_old_runs(
  "position" bigint default 0,
  out next_position bigint,
  out dropped int)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp set lock_timeout = '2s' set jit = off as $$
declare
  v_now timestamptz := reflux_private.clock();
  v_unread xid8 := reflux_private.unread_from();
  v_shortest interval;
  v_slice bigint[];
  v_last reflux.runs;
  v_roots bigint[];
  v_family bigint[];
  v_locked bigint[];
  v_gone bigint[];
begin
  next_position := 0;
  dropped := 0;
  perform from reflux_private.duties d where d.name = 'retention' for update skip locked;
  if not found then
    return;
  end if;
  select min(t.term) into v_shortest
  from (
    select e.keep_runs from reflux.settings e
    union all
    select f.keep_runs from reflux.flows f) t(term)
  where t.term <> '0';
  v_slice := array(
    select r.id
    from reflux.runs r
    where r.id > drop_old_runs."position"
    order by r.id
    limit 2000);
  if v_shortest is null or v_slice = '{}' then
    return;
  end if;
  -- A run ends after it started: behind one that is younger than the shortest term nothing is due.
  select * into v_last from reflux.runs r where r.id = v_slice[cardinality(v_slice)];
  if cardinality(v_slice) = 2000 and v_last.created_at < v_now - v_shortest then
    next_position := v_last.id;
  end if;

  -- Which are due: whole families, as many as make about 500 runs.
  with recursive kin(root, id) as (
    select r.id, r.id
    from reflux.runs r
    where r.id = any (v_slice) and r.finished_at < v_now - v_shortest
      and not exists (select from reflux.runs p where p.id = r.parent_run_id)
    union all
    select k.root, c.id
    from kin k
    join reflux.runs c on c.parent_run_id = k.id),
  due as (
    select k.root, array_agg(k.id order by k.id) as family
    from kin k
    join reflux.runs r on r.id = k.id
    join reflux.flows f on f.id = r.flow_id, reflux.settings e
    group by k.root
    having bool_and(
      coalesce(r.finished_at < v_now - nullif(coalesce(f.keep_runs, e.keep_runs), '0'), false)
      and not exists (select from reflux_private.raced_runs q where q.run_id = r.id))),
  counted as (
    select d.*, sum(cardinality(d.family)) over (order by d.root) - cardinality(d.family) as before
    from due d)
  select
    array_agg(c.root order by m.id),
    array_agg(m.id order by m.id),
    case when max(c.root) < (select max(d.root) from due d) then max(c.root) else next_position end
  into v_roots, v_family, next_position
  from counted c
  cross join lateral unnest(c.family) m(id)
  where c.before < 500;
  if v_family is null then
    return;
  end if;

  -- What was re-driven meanwhile is not finished, or not so long ago: it stays, and its family with it; as
  -- does what somebody has yet to read.
  v_locked := array(
    select r.id
    from reflux.runs r
    join reflux.flows f on f.id = r.flow_id, reflux.settings e
    where r.id = any (v_family) and r.finished_at < v_now - nullif(coalesce(f.keep_runs, e.keep_runs), '0')
      and (v_unread is null or not exists (
        select from reflux.attempts a where a.run_id = r.id and a.xid >= v_unread))
    order by r.id
    for update of r skip locked);
  with member as (
    select m.root, m.id from unnest(v_roots, v_family) m(root, id))
  select array_agg(m.id) into v_gone
  from member m
  where m.root not in (
    select o.root
    from member o
    left join unnest(v_locked) l(id) on l.id = o.id
    where l.id is null);

  delete from reflux.kept_signals k where k.run_id = any (v_gone);
  delete from reflux.alerts a where a.run_id = any (v_gone);
  delete from reflux_private.failed_runs f where f.run_id = any (v_gone);
  delete from reflux_private.links l where l.run_id = any (v_gone);
  delete from reflux.artifact_refs f where f.run_id = any (v_gone);
  delete from reflux.step_logs l where l.run_id = any (v_gone);
  delete from reflux.run_events e where e.run_id = any (v_gone);
  delete from reflux.attempts a where a.run_id = any (v_gone);
  delete from reflux.steps s where s.run_id = any (v_gone);
  delete from reflux.scopes c where c.run_id = any (v_gone);
  delete from reflux.runs r where r.id = any (v_gone);
  get diagnostics dropped = row_count;
end $$;

comment on function reflux_private.drop_old_runs is
  'Deletes finished runs whose term is over, about 500 a call, with their steps and history; says where the '
  'next call goes on.';
