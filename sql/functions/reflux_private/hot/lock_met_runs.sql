-- Locks the runs in which a flush may meet another one, for itself alone until it commits, and says which it
-- had: a run that a person holds is passed over. A flush meets another where a join counts, a run ends, or a
-- step does anything but go on (`follows` says that it does). Whoever cancels a run is alone with it and
-- its child runs: what another flush makes ready meanwhile would be left behind.
-- Lock order: the runs, by id. What it waits for, another flush holds.
-- Planned for look-ups by key, as its caller says.
create or replace function reflux_private.lock_met_runs(
  run_ids bigint[],
  kinds text[],
  ports jsonb[],
  follows text[])
returns bigint[] language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  v_met bigint[];
  v_cancelled bigint[];
  v_alone bigint[];
begin
  select array_agg(distinct o.run_id), array_agg(distinct o.run_id) filter (where o.kind = 'cancel')
  into v_met, v_cancelled
  from unnest(run_ids, kinds, ports, follows) o(run_id, kind, ports, follows)
  where o.follows is distinct from 'one' or o.kind <> 'output' or o.ports is not null;
  if v_met is null then
    return '{}';
  end if;

  if v_cancelled is not null then
    v_alone := array(
      select id
      from unnest(v_cancelled) id
      where reflux_private.lock_family(id));
  end if;
  select array_agg(r.id) into v_met
  from (
    select r.id
    from reflux.runs r
    where r.id = any (v_met)
      and (v_cancelled is null or r.id <> all (v_cancelled) or r.id = any (v_alone))
    order by r.id
    for key share skip locked) r;
  perform
  from reflux.runs r
  where r.id = any (v_met)
  order by r.id
  for no key update;
  return coalesce(v_met, '{}');
end $$;

comment on function reflux_private.lock_met_runs is
  'Locks the runs in which a flush may meet another one; answers which it had.';
