-- Deletes outputs kept apart that no step names. Looks at 1000, by hash, after `position`, and returns
-- where the next call goes on ('': at the start). Whoever keeps one holds its table until he commits. So
-- the lock tells us that no step is about to name what we look at; it is only tried, since flushes would
-- wait behind us. Lock order: the duty, then the table.
create or replace function reflux_private.drop_loose_outputs(
  "position" text default '',
  out next_position text,
  out dropped int)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp set lock_timeout = '50ms' set jit = off as $$
declare
  v_slice text[];
  v_loose text[];
begin
  next_position := '';
  dropped := 0;
  perform from reflux_private.duties d where d.name = 'retention' for update skip locked;
  if not found then
    return;
  end if;
  v_slice := array(
    select o.hash
    from reflux.outputs o
    where o.hash > drop_loose_outputs."position"
    order by o.hash
    limit 1000);
  if cardinality(v_slice) = 1000 then
    next_position := v_slice[1000];
  end if;
  for i in 1 .. 2 loop
    v_loose := array(
      select h
      from unnest(v_slice) h
      where not exists (select from reflux.steps s where s.output_hash = h));
    if v_loose = '{}' then
      return;
    end if;
    if i = 1 then
      lock table reflux.outputs in share row exclusive mode;
    end if;
  end loop;
  delete from reflux.outputs o where o.hash = any (v_loose);
  get diagnostics dropped = row_count;
exception when lock_not_available then
  null; -- the next time around
end $$;

comment on function reflux_private.drop_loose_outputs is
  'Deletes outputs that no step names, looking at 1000 a call; says where the next call goes on.';
