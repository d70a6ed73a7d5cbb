-- Deletes artifacts that nothing needs: outputs that no step names, and bytes that were last kept before the
-- oldest run began, since their names travel in values, where nobody can look for them. Looks at 1000, by
-- hash, after `position`, and returns where the next call goes on ('': at the start). Whoever keeps an
-- artifact holds its table until they commit. So the lock tells us that no step is about to name what we look
-- at; it is only tried, since flushes would wait behind us. Lock order: the duty, then the table.
create or replace function reflux_private.drop_loose_artifacts(
  "position" text default '',
  out next_position text,
  out dropped int)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp set lock_timeout = '50ms' set jit = off as $$
declare
  v_slice text[];
  v_loose text[];
  v_oldest timestamptz;
begin
  next_position := '';
  dropped := 0;
  perform from reflux_private.duties d where d.name = 'retention' for update skip locked;
  if not found then
    return;
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
  for i in 1 .. 2 loop
    -- put_artifact says once an hour that bytes were kept again.
    select min(r.created_at) - interval '1 hour' into v_oldest
    from (select o.created_at from reflux.runs o order by o.id limit 100) r;
    v_loose := array(
      select a.hash
      from reflux.artifacts a
      where a.hash = any (v_slice) and case
        when a.content is null then not exists (select from reflux.steps s where s.artifact = a.hash)
        else a.kept_at < coalesce(v_oldest, reflux_private.clock() - interval '1 day') end);
    if v_loose = '{}' then
      return;
    end if;
    if i = 1 then
      lock table reflux.artifacts in share row exclusive mode;
    end if;
  end loop;
  delete from reflux.artifacts a where a.hash = any (v_loose);
  get diagnostics dropped = row_count;
exception when lock_not_available then
  null; -- the next time around
end $$;

comment on function reflux_private.drop_loose_artifacts is
  'Deletes artifacts that no step and no run needs, looking at 1000 a call; says where the next call goes '
  'on.';
