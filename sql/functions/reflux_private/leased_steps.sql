-- What a worker needs to run steps it holds: the run, the input derived from the outputs before the step, and the
-- outputs its expressions name (`outputs`, only where they name more than the direct predecessors). `input` is the live predecessor's output, or an object by step key where the graph
-- has several; a failed predecessor brings {error}. A step without predecessors gets the run's input.
create or replace function reflux_private.leased_steps(held reflux_private.handed[])
returns setof reflux_private.lease
language sql stable as $$
  select 'leased', h.lane, h.run_id, h.idx, h.scope, h.attempt, s.failures::int, s.epoch::int, h.graph_id, f.slug, v.number, r.input, r.started_at, r.pinned,
    case when s.input is not null then s.input when g.sources = '{}' then r.input
      when cardinality(g.sources) = 1 then (before.live -> before.key) else coalesce(before.live, '{}') end,
    coalesce(before.outputs, '{}')
  from unnest(held) h
  join reflux.runs r on r.id = h.run_id
  join reflux.flows f on f.id = r.flow_id
  left join reflux.flow_versions v on v.id = r.version_id
  join reflux.graph_steps g on g.graph_id = h.graph_id and g.idx = h.idx
  join reflux.steps s on s.run_id = h.run_id and s.idx = h.idx and s.scope = h.scope
  left join lateral (
    select min(k.key) as key,
      jsonb_object_agg(k.key, case p.state when 'succeeded' then coalesce(p.output, a.body, 'null') else jsonb_build_object('error', p.error) end)
        filter (where p.idx = any (g.sources) and case p.state
          when 'succeeded' then exists (select from unnest(k.out_ports, k.out_idx) e(port, target)
            where e.target = h.idx and e.port = any (coalesce(p.ports, '{out}')))
          when 'failed' then k.on_error <> 'fail' else false end) as live,
      jsonb_object_agg(k.key, coalesce(p.output, a.body)) filter (where p.state = 'succeeded' and g.needs <> g.sources) as outputs
    from reflux.steps p join reflux.graph_steps k on k.graph_id = h.graph_id and k.idx = p.idx
    left join reflux.artifacts a on a.hash = p.artifact
    where p.run_id = h.run_id and p.idx = any (g.needs) and p.scope = h.scope) before on g.needs <> '{}'
$$;

comment on function reflux_private.leased_steps is 'Run, derived input and named outputs of steps a worker holds.';
