-- Who relies on a node as it is known; null if nobody does.
create or replace function reflux_private.node_in_use(node int)
returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(
    (select format('the flow %s uses it', f.slug) from reflux.graph_steps g
       join reflux.flow_versions v on v.graph_id = g.graph_id
       join reflux.flows f on f.current_version_id = v.id and f.archived_at is null
     where g.node_id = node and not g.removed order by f.slug limit 1),
    (select format('run %s, which is not finished, uses it', r.id) from reflux.graph_steps g
       join reflux.runs r on r.graph_id = g.graph_id and r.state in ('queued', 'running', 'paused')
     where g.node_id = node and not g.removed order by r.id limit 1),
    (select format('worker %s (%s), which is alive, runs it', w.id, w.name)
     from reflux_private.live_workers l join reflux.workers w on w.id = l.id
     where node = any (l.nodes) order by w.id limit 1))
$$;

comment on function reflux_private.node_in_use is
  'Who relies on a node: a flow in force, an unfinished run, a worker that lives.';
