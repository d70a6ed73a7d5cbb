-- Locks a run and all its unfinished child runs, to be cancelled together; false where somebody has one of
-- them. Waits for nobody: who has locks already must not wait for a run that a flush holds, which may wait
-- for him.
create or replace function reflux_private.lock_family(run bigint)
returns boolean language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare v_child bigint;
begin
  perform from reflux.runs r where r.id = run for update skip locked;
  if not found then
    return false;
  end if;
  for v_child in
    select c.id from reflux.runs c where c.parent_run_id = run and c.finished_at is null order by c.id
  loop
    if not reflux_private.lock_family(v_child) then
      return false;
    end if;
  end loop;
  return true;
end $$;

comment on function reflux_private.lock_family is
  'Locks a run and its unfinished child runs; false where somebody has one of them.';
