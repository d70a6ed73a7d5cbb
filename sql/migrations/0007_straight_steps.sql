-- Where a step goes on at once is known when its graph is compiled: its one edge leaves by `out` and leads to a step
-- that waits for nobody else, and no branch of the graph races another.
alter table reflux.graph_steps add column straight_idx int;

alter table reflux.graph_steps disable trigger user;
update reflux.graph_steps g set straight_idx = g.out_idx[1]
from reflux.graph_steps x
where cardinality(g.out_idx) = 1 and g.out_ports[1] = 'out' and not g.races and x.graph_id = g.graph_id and x.idx = g.out_idx[1] and x.deps = 1;
alter table reflux.graph_steps enable trigger user;

-- What the hot path asks of a worker is one view now, and the most urgent priority is asked for once a flush.
drop function if exists reflux_private.worker_is_alive(bigint);
drop function if exists reflux_private.settle_steps(reflux_private.settled[], bigint, int[], reflux_private.place[], bigint[]);
