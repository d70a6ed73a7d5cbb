-- Locks the child runs of steps that are not over, and returns them: of each step every one, also that of an
-- earlier try which a person ran again. Found from the parents' runs and matched at once, whatever the
-- statistics say: a step may have one child, and a run thousands.
-- Lock order: child runs by id.
create or replace function reflux_private.lock_children(steps reflux_private.handed[])
returns bigint[] language plpgsql volatile set search_path = pg_catalog, pg_temp
set enable_hashjoin = on set enable_nestloop = off set enable_mergejoin = off set enable_seqscan = off
set plan_cache_mode = force_generic_plan set jit = off as $$
declare
  v_parents bigint[] := array(select distinct d.run_id from unnest(steps) d);
  v_children bigint[];
begin
  select array_agg(c.id) into v_children
  from (
    select c.id from reflux.runs c
    join unnest(steps) d
      on d.run_id = c.parent_run_id and d.idx = c.parent_idx and d.scope = c.parent_scope
    where c.parent_run_id = any (v_parents) and c.finished_at is null
    order by c.id for update of c) c;
  return v_children;
end $$;

comment on function reflux_private.lock_children is
  'Locks the unfinished child runs of steps and returns their ids; null where there is none.';
