-- A graph from another one and a patch (add_step, remove_step, set_step, add_edge, remove_edge: the
-- language of language/flow/patch.ts), for a run that is changed while it runs. Steps keep their place and
-- the node they have; a new one gets a place that none had before; one that is removed keeps its row. Only
-- what the patch touches is read, checked by the rules of deploy, and compiled: the rest is copied. The
-- same base and patch give the same graph. A patch that does not apply, or would leave what could not be
-- deployed, is refused whole (RFV01; the detail lists every problem). `flow`: whose permits count.
create or replace function reflux_private.derive_graph(base bigint, patch jsonb, flow text default null)
returns bigint language plpgsql volatile set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  v_base reflux.graphs;
  v_steps jsonb;
  v_change record;
  v_changed reflux_private.flow_edge[];
  v_gone int[];
  v_touched text[];
  v_beside text[];
  v_parts reflux_private.flow_parts;
  v_order record;
  v_problems jsonb;
  v_hash bytea;
  v_graph bigint;
begin
  select * into strict v_base from reflux.graphs g where g.id = base;
  if patch = '[]' then
    return base;
  end if;
  v_steps := v_base.document -> 'steps';
  v_change := reflux_private.read_patch(
    jsonb_build_object('steps', v_steps, 'edges', v_base.document -> 'edges'),
    patch);
  if v_change.problem is not null then
    perform reflux_private.refuse_problems('the patch', jsonb_build_array(v_change.problem));
  end if;
  perform reflux_private.require_measure(v_change.steps, 'the patch');

  -- What it touches: steps and ends of edges it names, who reads what is gone, and who depends on there
  -- being a trigger, or a webhook to reply to.
  v_changed := array(
    select row((c.value #>> '{}')::int, e.source, e.port, e.target, true)::reflux_private.flow_edge
    from jsonb_each(v_change.edges) c
    cross join lateral reflux_private.document_edges(
      jsonb_build_object('edges', jsonb_build_array(c.key))) e);
  v_gone := array(
    select g.idx
    from jsonb_object_keys(v_change.gone) k
    join reflux.graph_steps g on g.graph_id = base and g.key = k and not g.removed);
  v_touched := array(
    select jsonb_object_keys(v_change.steps)
    union
    select unnest(array[e.source, e.target]) from unnest(v_changed) e
    union
    select unnest(array[e.source, e.target])
    from reflux_private.edges_of(base, array(select jsonb_object_keys(v_change.gone))) e
    union
    select g.key
    from reflux.graph_steps g
    where v_gone <> '{}' and g.graph_id = base and g.needs && v_gone);
  if exists (
      select
      from unnest(v_touched) k
      left join reflux.graph_steps g on g.graph_id = base and g.key = k and not g.removed
      left join reflux.nodes n on n.id = g.node_id
      where n.name in ('webhook.in', 'webhook.reply')
        or split_part(v_change.steps -> k ->> 'node', '@', 1) in ('webhook.in', 'webhook.reply')) then
    v_touched := array(
      select unnest(v_touched)
      union
      select g.key
      from reflux.graph_steps g
      join reflux.nodes n on n.id = g.node_id and n.name = 'webhook.reply'
      where g.graph_id = base and not g.removed);
  end if;
  -- Triggers beside it: with one, no other step may start by itself.
  v_beside := array(
    select g.key
    from reflux.graph_steps g
    where g.graph_id = base and g.is_trigger and not g.removed and g.key <> all (v_touched));
  if not exists (select from reflux.graph_steps g where g.graph_id = base and g.is_trigger and not g.removed)
      and exists (
        select
        from jsonb_each(v_change.steps) c
        join reflux.nodes n on n.name = split_part(c.value ->> 'node', '@', 1) and n.kind = 'trigger') then
    v_touched := array(
      select unnest(v_touched)
      union
      select g.key from reflux.graph_steps g where g.graph_id = base and g.idx = any (v_base.roots));
  end if;
  -- What a step repeats is one piece: where there is such a part, all is read.
  if exists (
      select from reflux.graph_steps g where g.graph_id = base and g.body <> '{}' and not g.removed)
      or exists (
        select
        from jsonb_each(v_change.steps) c
        join reflux.nodes n on n.name = split_part(c.value ->> 'node', '@', 1)
        where n.manifest ->> 'body' is not null) then
    v_touched := array(
      select unnest(v_touched)
      union
      select g.key from reflux.graph_steps g where g.graph_id = base and not g.removed);
  end if;
  v_touched := array(
    select k
    from unnest(v_touched) k
    where case when v_change.steps ? k then v_change.steps -> k <> 'null' else v_steps ? k end);

  -- The part of the document that is read anew. A step keeps its node while it names the same.
  v_parts.document := jsonb_build_object('name', flow);
  v_parts.steps := array(
    select s
    from reflux_private.document_steps(jsonb_build_object('steps', (
      select jsonb_object_agg(k, coalesce(v_change.steps -> k, v_steps -> k) || case
        when k <> all (v_change.fresh)
            and coalesce(v_change.steps -> k, v_steps -> k) -> 'node' = v_steps -> k -> 'node'
          then jsonb_build_object('node', n.name || '@' || n.version)
        else '{}' end)
      from unnest(v_touched || v_beside) k
      left join reflux.graph_steps g on g.graph_id = base and g.key = k and not g.removed
      left join reflux.nodes n on n.id = g.node_id))) s);
  v_parts.edges := array(
    select row(
      least((o.first ->> e.source)::int, (o.first ->> e.target)::int),
      e.source,
      e.port,
      e.target,
      true)::reflux_private.flow_edge
    from reflux_private.edges_of(base, v_touched || array(select jsonb_object_keys(v_change.gone))) e
    cross join (
      select coalesce(jsonb_object_agg(p.op ->> 'step', p.n - 1 order by p.n desc), '{}') as first
      from jsonb_array_elements(patch) with ordinality p(op, n)
      where p.op ? 'step') o
    where not v_change.edges ? (
      e.source || case e.port when 'out' then '' else '.' || e.port end || ' -> ' || e.target)
    union all
    select c from unnest(v_changed) c where c.n is not null);
  v_parts.reads := array(select r from reflux_private.document_reads(v_parts.steps, v_parts.edges) r);
  v_parts.keys := array(
    select k
    from (
      select unnest(v_touched || v_beside) as k
      union
      select unnest(array[e.source, e.target]) from unnest(v_parts.edges) e
      union
      select r.name from unnest(v_parts.reads) r where r.root = 'steps') x
    where case when v_change.steps ? k then v_change.steps -> k <> 'null' else v_steps ? k end);

  v_parts.owners := reflux_private.body_ports(v_parts.steps);
  v_parts.regions := array(
    select r from reflux_private.regions(v_parts.keys, v_parts.edges, v_parts.owners) r);

  -- Its order, and what is not in order.
  v_order := reflux_private.order_patched(
    base,
    v_parts,
    v_change.fresh,
    v_touched || array(select jsonb_object_keys(v_change.gone)),
    v_changed);
  v_parts.ordered := v_order.ordered;
  v_parts.late := v_order.late;
  v_parts.keys := v_parts.keys || array(
    select distinct r.name
    from unnest(v_parts.late) r
    where case
      when v_change.steps ? r.name then v_change.steps -> r.name <> 'null'
      else v_steps ? r.name end);
  select coalesce(jsonb_agg(p.problem), '[]') into v_problems
  from (
    select problem || jsonb_build_object(
      'path', regexp_replace(problem ->> 'path', '^edges', 'patch')) as problem
    from reflux_private.check_parts(v_parts) problem
    where split_part(problem ->> 'path', '.', 2) <> all (v_beside)
    union all
    select reflux_private.problem('steps', 'RFV04', 'a flow may have at most 20000 steps')
    where 20000 < cardinality(v_change.fresh) - cardinality(v_gone) + (
      select count(*) from reflux.graph_steps g where g.graph_id = base and not g.removed)) p;
  perform reflux_private.refuse_problems('the patch', v_problems);

  -- The same base and patch are the same graph.
  v_hash := sha256(convert_to(jsonb_build_array(
    'derived',
    encode(v_base.hash, 'hex'),
    (select jsonb_agg(o - 'at' order by n) from jsonb_array_elements(patch) with ordinality p(o, n)),
    (select jsonb_object_agg(s.key, s.node_id) from unnest(v_parts.steps) s))::text, 'UTF8'));
  insert into reflux.graphs (hash, document, input_schema, roots, sinks, next_idx, base_id, patch)
  values (
    v_hash,
    v_base.document || jsonb_build_object(
      'steps',
      (v_steps - array(select key from jsonb_each(v_change.steps) where value = 'null'))
        || coalesce(
          (select jsonb_object_agg(key, value) from jsonb_each(v_change.steps) where value <> 'null'), '{}'),
      'edges',
      ((v_base.document -> 'edges')
          - array(select key from jsonb_each(v_change.edges) where value = 'null'))
        || coalesce((select jsonb_agg(key) from jsonb_each(v_change.edges) where value <> 'null'), '[]')),
    v_base.input_schema,
    '{}',
    0,
    v_base.next_idx + cardinality(v_change.fresh),
    base,
    patch)
  on conflict (hash) do nothing
  returning id into v_graph;
  if v_graph is null then
    return (select id from reflux.graphs where hash = v_hash);
  end if;
  perform reflux_private.write_graph(
    v_graph, v_parts, v_order.idx_of, v_order.places, base, v_touched, v_gone);
  return v_graph;
end $$;

comment on function reflux_private.derive_graph is
  'A graph from another one and a patch; the same of both give the same graph. Errors: RFV01 with every '
  'problem, RFV04, RFV23.';
