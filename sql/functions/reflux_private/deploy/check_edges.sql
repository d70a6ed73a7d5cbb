-- Defects of a document's edges: form, ends, ports, cycles, steps no run can reach.
create or replace function reflux_private.check_edges(document jsonb)
returns setof jsonb language sql stable
set search_path = pg_catalog, pg_temp set enable_nestloop = off set jit = off as $$
  with e as (
    select 'edges[' || n || ']' as path, * from reflux_private.document_edges(document)),
  s as materialized (
    select * from reflux_private.document_steps(document)),
  ordered as materialized (
    select k from unnest(reflux_private.topological_order(document)) k)
  select reflux_private.problem(path, 'RFV12', 'is not an edge', 'Write a -> b, or a.port -> b.')
  from e
  where not ok
  union all
  select reflux_private.problem(path, 'RFV13', format('leads %s %s, which is not a step', way, key),
    'Steps are named under steps.')
  from e, lateral (values ('from', source), ('to', target)) v(way, key)
  where ok and not exists (select from s where s.key = v.key)
  union all
  select reflux_private.problem(path, 'RFV12', 'stands twice')
  from (
    select path, row_number() over (partition by source, port, target order by n) as nth
    from e
    where ok) d
  where nth > 1
  union all
  select reflux_private.problem(path, 'RFV13',
    format('leaves %s by port %s, which it does not have', source, port),
    'Ports: '
      || coalesce((select string_agg(p, ', ') from jsonb_array_elements_text(ports) p), 'by its config')
      || '; and error, with on_error: edge.')
  from (
    select e.*, s.step, reflux_private.ports_of(s.manifest, s.step -> 'config') as ports
    from e
    join s on s.key = e.source
    where e.ok and s.node_id is not null) x
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
