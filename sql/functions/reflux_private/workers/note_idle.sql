-- Notes how many steps a worker could take at once. A hint: while
-- somebody who starts a run holds the row, it is left.
create or replace function reflux_private.note_idle(worker bigint, idle int)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
  update reflux_private.idle_workers i set idle = note_idle.idle
  from (select c.worker_id from reflux_private.idle_workers c
        where c.worker_id = worker and c.idle <> note_idle.idle for no key update skip locked) c
  where i.worker_id = c.worker_id;
end $$;

comment on function reflux_private.note_idle is 'Notes how many steps a worker could take at once.';
