-- What a worker needs to run steps it holds: the run, the input derived from the outputs before the step, and
-- the outputs its expressions name (`outputs`, only where they name more than the direct predecessors).
-- `input` is the live predecessor's output, or an object by step key where the graph has several; a failed
-- predecessor brings {error}; one that is run again quietly brings what it had until the new output is there.
-- A step without predecessors gets the run's input, or in a scope its item. A step above the scope is read in
-- the scope around it that it is in. Look-ups by key only, whatever the statistics say.
-- Outputs are put together by way of json, see run_output. `offered`: `lane` is the number of an offer.
-- PL/pgSQL with a kept plan: it is asked once a flush, and planning cost more than all the rest.
create or replace function reflux_private.leased_steps(
  held reflux_private.handed[],
  verdict text default 'leased',
  offered boolean default false)
returns setof reflux_private.lease language plpgsql stable set search_path = pg_catalog, pg_temp
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off
set plan_cache_mode = force_generic_plan set jit = off as $$
begin
  return query
    select
      leased_steps.verdict,
      case when not offered then h.lane end,
      h.run_id,
      h.idx,
      h.scope,
      h.attempt,
      s.failures::int,
      s.epoch::int,
      h.graph_id,
      f.slug,
      f.number,
      r.input,
      r.started_at,
      r.pinned,
      false,
      case
        when s.input is not null then s.input
        when g.above = 0 and h.scope <> '' then c.item
        when g.above = 0 then r.input
        when alone.input is not null then alone.input
        when g.above = 1 then before.live -> before.key
        else coalesce(before.live, '{}') end,
      coalesce(before.outputs, '{}'),
      c.item,
      c.index,
      case when s.scopes_opened is not null then jsonb_build_object(
        'opened', s.scopes_opened,
        'ended', s.scopes_ended,
        'failed', s.scopes_failed) end,
      case when offered then h.lane end
    from unnest(held) h
    cross join lateral (
      select r.flow_id, r.version_id, r.input, r.started_at, r.pinned
      from reflux.runs r
      where r.id = h.run_id
      limit 1) r
    cross join lateral (
      select f.slug, (select v.number from reflux.flow_versions v where v.id = r.version_id) as number
      from reflux.flows f
      where f.id = r.flow_id
      limit 1) f
    cross join lateral (
      select
        cardinality(g.sources) as above,
        g.needs <> g.sources as named,
        cardinality(g.needs) = 1 and g.needs = g.sources as direct,
        g.needs,
        g.need_keys,
        g.need_ports,
        g.need_depths
      from reflux.graph_steps g
      where g.graph_id = h.graph_id and g.idx = h.idx
      limit 1) g
    cross join lateral (
      select s.failures, s.epoch, s.input, s.scopes_opened, s.scopes_ended, s.scopes_failed
      from reflux.steps s
      where s.run_id = h.run_id and s.idx = h.idx and s.scope = h.scope
      limit 1) s
    left join lateral (
      select c.item, c.index
      from reflux.scopes c
      where h.scope <> '' and c.run_id = h.run_id and c.scope = h.scope
      limit 1) c on true
    -- Most steps need one output, that of the step before.
    left join lateral (
      select coalesce(
          p.output,
          case when p.output_hash is not null
            then (select o.body from reflux.outputs o where o.hash = p.output_hash) end,
          'null') as input
      from reflux.steps p
      where g.direct and p.run_id = h.run_id and p.idx = g.needs[1] and p.scope = h.scope
        and (p.state = 'succeeded' or p.output is not null or p.output_hash is not null)
        and (g.need_ports[1] = 'out' and p.ports is null
          or string_to_array(g.need_ports[1], ',') && coalesce(p.ports, '{out}'))
      limit 1) alone on true
    -- The others: an object of those that brought work here, and one of those that expressions name.
    left join lateral (
      select
        min(n.key) filter (where n.ports is not null) as key,
        (json_object_agg(n.key, case p.told
              when 'succeeded' then coalesce(p.output, p.body, 'null')
              else jsonb_build_object('error', p.error) end)
            filter (where p.live))::jsonb as live,
        (json_object_agg(n.key, coalesce(p.output, p.body))
            filter (where p.told = 'succeeded' and g.named))::jsonb as outputs
      from unnest(g.needs, g.need_keys, g.need_ports, g.need_depths) n(idx, key, ports, depth)
      cross join lateral (
        select
          p.told,
          p.output,
          p.error,
          case when p.output_hash is not null
            then (select o.body from reflux.outputs o where o.hash = p.output_hash) end as body,
          n.ports is not null and case p.told
            when 'succeeded' then string_to_array(n.ports, ',') && coalesce(p.ports, '{out}')
            when 'failed' then (
              select case k.on_error when 'edge' then 'error' when 'continue' then 'out' end
                = any (string_to_array(n.ports, ','))
              from reflux.graph_steps k
              where k.graph_id = h.graph_id and k.idx = n.idx)
            else false end as live
        from (
          select
            s.ports,
            s.output,
            s.output_hash,
            s.error,
            case
              when s.output is not null or s.output_hash is not null then 'succeeded'
              when s.quiet and s.finished_at is null and s.error is not null then 'failed'
              else s.state end as told
          from reflux.steps s
          where s.run_id = h.run_id and s.idx = n.idx
            and s.scope = case when h.scope = '' then '' else reflux_private.scope_at(h.scope, n.depth) end
          limit 1) p) p
      where alone.input is null and g.needs <> '{}') before on true;
end $$;

comment on function reflux_private.leased_steps is
  'Run, derived input and named outputs of steps a worker holds.';
