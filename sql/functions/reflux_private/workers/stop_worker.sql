-- A worker leaves in good order. What it still holds is given back without charging an attempt.
create or replace function reflux_private.stop_worker(worker bigint)
returns void language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  update reflux.workers w
  set stopped_at = reflux_private.clock(), idle = 0
  where w.id = worker and w.stopped_at is null;
  perform reflux_private.settle_motions(reflux_private.return_steps(array[worker], 'released'));
end $$;

comment on function reflux_private.stop_worker is 'Marks a worker stopped and gives back what it holds.';
