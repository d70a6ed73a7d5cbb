-- Which workers live, by the database's clock, how much of them is in use, and which are deaf to the queue.
create or replace view reflux.worker_health with (security_invoker) as
select w.id as worker_id,
  l.alive,
  w.concurrency - w.idle as busy,
  cardinality(w.nodes) as nodes,
  l.alive and w.deaf as deaf
from reflux.workers w
cross join lateral (
  select w.stopped_at is null and w.lost_at is null and w.lease_until > reflux_private.clock() as alive) l;

comment on view reflux.worker_health is
  E'@primaryKey worker_id\n@foreignKey (worker_id) references reflux.workers (id)\n\nWhich workers live, how '
  'many of their places are in use, and which have not heard from the queue for ten seconds.';
