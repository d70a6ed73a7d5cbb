-- Deletes artifacts that no run keeps, and what was written by attempts that are over. Looks at 1000, by
-- hash, after `position`, and returns where the next call goes on ('': at the start). Whoever keeps an
-- artifact holds its row until he commits, and we take those only that nobody holds; who comes for it after
-- us waits, and makes it anew. What nobody remembers who kept goes when no run is left of that time. Lock
-- order: the duty, then the rows, tried.
create or replace function reflux_private.drop_loose_artifacts(
  "position" text default '',
  out next_position text,
  out dropped int)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  v_slice text[];
  v_ours text[];
  v_locations uuid[];
  v_oldest timestamptz;
begin
  next_position := '';
  dropped := 0;
  perform from reflux_private.duties d where d.name = 'retention' for update skip locked;
  if not found then
    return;
  end if;

  -- What nobody goes on writing.
  if "position" = '' then
    v_locations := array(
      select u.location
      from reflux_private.artifact_uploads u
      where not exists (
        select from reflux.steps s
        where s.run_id = u.run_id and s.idx = u.idx and s.scope = u.scope
          and s.state = 'running' and s.attempt = u.attempt)
      for update of u skip locked);
    delete from reflux_private.artifact_parts p where p.location = any (v_locations);
    delete from reflux_private.artifact_uploads u where u.location = any (v_locations);
  end if;

  v_slice := array(
    select a.hash
    from reflux.artifacts a
    where a.hash > drop_loose_artifacts."position"
    order by a.hash
    limit 1000);
  if cardinality(v_slice) = 1000 then
    next_position := v_slice[1000];
  end if;

  -- Runs are made in the order of their ids, nearly.
  select min(r.created_at) into v_oldest
  from (select o.created_at from reflux.runs o order by o.id limit 100) r;
  v_ours := array(
    select a.hash
    from reflux.artifacts a
    where a.hash = any (v_slice)
      and not exists (
        select from reflux.artifact_refs f
        where f.hash = a.hash and case
          when f.run_id is null then v_oldest < f.created_at
          else exists (select from reflux.runs r where r.id = f.run_id) end)
    for update of a skip locked);
  -- Who kept one before it was ours is seen now.
  with gone as (
    delete from reflux.artifacts a
    where a.hash = any (v_ours)
      and not exists (
        select from reflux.artifact_refs f
        where f.hash = a.hash and case
          when f.run_id is null then v_oldest < f.created_at
          else exists (select from reflux.runs r where r.id = f.run_id) end)
    returning a.hash, a.store, a.location),
  unreferenced as (
    delete from reflux.artifact_refs f using gone g where f.hash = g.hash)
  select count(*), array_agg(g.location::uuid) filter (where g.store = 'postgres')
  into dropped, v_locations
  from gone g;
  delete from reflux_private.artifact_parts p where p.location = any (v_locations);
end $$;

comment on function reflux_private.drop_loose_artifacts is
  'Deletes artifacts that no run keeps, looking at 1000 a call; says where the next call goes on.';
