-- A worker joins: its nodes are announced, it gets an id, a lease and the ids of its
-- nodes, in the order given. Announcing is discovery: a flow can use a node, and its
-- steps go to this worker, from the commit on. A node that is known keeps its
-- meaning: reflux_private.agree_on_nodes refuses who would change it for others.
-- A node of which it lacks what the manifest requires becomes known and is not among those it runs.
-- `means` is what it has that another may not: {secret_keys, allows, needs}, fingerprints of keys, the hosts
-- its operator lets it reach, and [{need, problem, provide}] of what its nodes require. `before` is the id
-- that this very process had until its lease ended while it could not reach the database: what it ran did not
-- kill it, and is excused.
create or replace function reflux_private.register_worker(
  name text,
  manifests jsonb,
  concurrency int,
  before bigint default null,
  means jsonb default '{}')
returns table (id bigint, secret uuid, nodes int[], lease interval)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare v_nodes int[];
begin
  if before is not null then
    perform reflux_private.excuse_worker(before);
  end if;

  -- Its nodes, by id, in the order given: those known from now on, and those it can run.
  insert into reflux.nodes as n (name, version, manifest, effects, kind)
  select m ->> 'id', (m ->> 'version')::int, m, m ->> 'effects', m ->> 'kind'
  from jsonb_array_elements(manifests) m
  order by 1, 2
  on conflict (name, version) do nothing;
  perform reflux_private.agree_on_nodes(manifests);
  select array_agg(n.id order by m.ordinality) into v_nodes
  from jsonb_array_elements(manifests) with ordinality m(manifest, ordinality)
  join reflux.nodes n on n.name = m.manifest ->> 'id' and n.version = (m.manifest ->> 'version')::int
  where not exists (
    select from jsonb_array_elements(means -> 'needs') x
    where x ->> 'problem' is not null and m.manifest -> 'requires' ? (x ->> 'need'));

  -- Its rows: the lease, and how idle it is.
  return query
    with joined as (
      insert into reflux.workers (name, nodes, concurrency, lease_until, secret_keys, allows, needs)
      select
        register_worker.name,
        coalesce(v_nodes, '{}'),
        register_worker.concurrency,
        reflux_private.clock() + s.lease,
        m.secret_keys,
        m.allows,
        coalesce(m.needs, '[]')
      from jsonb_to_record(means) m(secret_keys text[], allows text[], needs jsonb), reflux.settings s
      returning workers.id, workers.secret, workers.nodes),
    counted as (
      insert into reflux_private.idle_workers (worker_id)
      select j.id from joined j)
    select j.id, j.secret, j.nodes, s.lease
    from joined j, reflux.settings s;
end $$;

comment on function reflux_private.register_worker is
  'Announces a worker and its nodes; returns its id, secret, node ids and lease. Errors: RFC11.';
