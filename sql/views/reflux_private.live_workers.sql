-- The workers whose lease holds, by the database's clock. A server that was down
-- cannot be renewed with, so its restart gives every lease a full term again.
-- `idle` is how many steps a worker could take at once, as far as it is known.
create or replace view reflux_private.live_workers with (security_invoker) as
select w.id, w.nodes, i.idle, s.losses_before_quarantine
from reflux.workers w
cross join reflux.settings s
left join reflux_private.idle_workers i on i.worker_id = w.id
where w.stopped_at is null and w.lost_at is null
  and greatest(w.lease_until, pg_postmaster_start_time() + s.lease) > reflux_private.clock();

comment on view reflux_private.live_workers is
  'Workers whose lease holds, and what the hot path asks of them.';
