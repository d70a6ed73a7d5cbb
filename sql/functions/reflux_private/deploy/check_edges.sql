-- Defects of a document's edges: form, ends, ports, cycles, steps no run can reach.
create or replace function reflux_private.check_edges(parts reflux_private.flow_parts)
returns setof jsonb language sql stable
set search_path = pg_catalog, pg_temp set enable_nestloop = off set jit = off as $$
  with e as materialized (
    select 'edges[' || n || ']' as path, * from unnest((parts).edges)),
  s as materialized (
    select s.key, s.step, s.config, n.id as node_id, n.kind
    from unnest((parts).steps) s
    left join reflux.nodes n on n.id = s.node_id),
  ordered as materialized (
    select k from unnest((parts).ordered) k),
  -- The ports of each node, or of each step where its config names them.
  ports as materialized (
    select
      n.id as node_id,
      n.manifest ->> 'ports' = 'dynamic' as named,
      n.manifest,
      reflux_private.ports_of(n.manifest, '{}') as ports
    from reflux.nodes n
    where n.id in (select node_id from s)),
  leaving as materialized (
    select
      s.key,
      s.step,
      case when p.named then reflux_private.ports_of(p.manifest, s.config) else p.ports end as ports
    from s
    join ports p on p.node_id = s.node_id)
  select reflux_private.problem(path, 'RFV12', 'is not an edge', 'Write a -> b, or a.port -> b.')
  from e
  where not ok
  union all
  select reflux_private.problem(path, 'RFV13', format('leads %s %s, which is not a step', way, key),
    'Steps are named under steps.')
  from e, lateral (values ('from', source), ('to', target)) v(way, key)
  where ok and v.key not in (select unnest((parts).keys))
  union all
  select reflux_private.problem(path, 'RFV12', 'stands twice')
  from (
    select path, row_number() over (partition by source, port, target order by n) as nth
    from e
    join (
      select source, port, target
      from e
      where ok
      group by source, port, target
      having count(*) > 1) twice using (source, port, target)
    where ok) d
  where nth > 1
  union all
  select reflux_private.problem(path, 'RFV13',
    format('leaves %s by port %s, which it does not have', source, port),
    'Ports: '
      || coalesce((select string_agg(p, ', ') from jsonb_array_elements_text(ports) p), 'by its config')
      || '; and error, with on_error: edge.')
  from (
    select e.*, l.step, l.ports
    from e
    join leaving l on l.key = e.source
    where e.ok) x
  where case
    when port = 'error' then step ->> 'on_error' is distinct from 'edge'
    else not ports ? port end
  union all
  select reflux_private.problem('steps.' || s.key, 'RFV13',
    'has on_error: edge but no edge leaves it by port error',
    format('Add %s.error -> another step.', s.key))
  from s
  where s.step ->> 'on_error' = 'edge'
    and not exists (select from e where e.ok and e.source = s.key and e.port = 'error')
  union all
  select reflux_private.problem('steps.' || key, 'RFV14', 'is on a cycle, or behind one',
    'A flow runs one way; repeat with a loop step.')
  from s
  where key not in (select k from ordered)
  union all
  select reflux_private.problem('steps.' || s.key, 'RFV15', 'starts runs, so nothing may lead to it')
  from s
  where kind = 'trigger' and exists (select from e where e.ok and e.target = s.key)
  union all
  select reflux_private.problem('steps.' || s.key, 'RFV15',
    'no trigger leads to it, so it would never run',
    'Connect it, or remove it.')
  from s
  where kind <> 'trigger'
    and exists (select from s where kind = 'trigger')
    and key in (select k from ordered)
    and not exists (select from e where e.ok and e.target = s.key)
$$;

comment on function reflux_private.check_edges is
  'Defects of a document''s edges, one {path, code, message, hint} a row.';
