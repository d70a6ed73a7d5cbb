-- Where the steps of a patched part stand, and what stands wrong there. A fresh step stands behind the last
-- one that leads to it, else before the first that it leads to. Only where a new edge goes against the
-- order is the span between its ends sorted anew: elsewhere there can be no cycle. Whether a step comes
-- before one that reads it is looked at between the two.
--   ordered  the steps of the part that are on no cycle
--   late     what is read of steps that do not come before; also by others, where a way was cut
--   idx_of   the place of each step of the part
--   places   all places of the graph, in order
create or replace function reflux_private.order_patched(
  base bigint,
  parts reflux_private.flow_parts,
  fresh text[],
  touched text[],
  changed reflux_private.flow_edge[],
  out ordered text[],
  out late reflux_private.flow_read[],
  out idx_of jsonb,
  out places int[])
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  v_next int;
  v_count int;
  v_near reflux_private.flow_edge[];
  v_spots jsonb;
  v_place int;
  v_n int;
  v_low int;
  v_high int;
  v_span record;
  v_sorted text[];
  v_cyclic text[] := '{}';
  v_cut reflux_private.flow_read[];
  v_reads reflux_private.flow_read[];
begin
  select g.next_idx into v_next from reflux.graphs g where g.id = base;
  fresh := reflux_private.topological_order(fresh, parts.edges)
    || array(
      select f from unnest(fresh) f where f <> all (reflux_private.topological_order(fresh, parts.edges)));
  v_near := array(
    select e
    from unnest(parts.edges) e
    where e.n is not null or e.source = any (fresh) or e.target = any (fresh));

  -- Spots: the rank behind which a step stands, and how many fresh ones behind it.
  select
    coalesce(jsonb_object_agg(g.key, jsonb_build_array(g.rank, 0)), '{}'),
    coalesce(jsonb_object_agg(g.key, g.idx), '{}')
  into v_spots, idx_of
  from unnest(parts.keys) k(key)
  cross join lateral (
    select *
    from reflux.graph_steps g
    where g.graph_id = base and g.key = k.key and not g.removed
    limit 1) g
  where k.key <> all (fresh);
  for v_n in 1 .. cardinality(fresh) loop
    select max((v_spots -> e.source ->> 0)::int) into v_place
    from unnest(v_near) e
    where e.target = fresh[v_n];
    v_spots := v_spots || jsonb_build_object(fresh[v_n], jsonb_build_array(v_place, v_n));
    idx_of := idx_of || jsonb_build_object(fresh[v_n], v_next + v_n - 1);
  end loop;
  for v_n in reverse cardinality(fresh) .. 1 loop
    if v_spots -> fresh[v_n] -> 0 = 'null' then
      select min((v_spots -> e.target ->> 0)::int) - 1 into v_place
      from unnest(v_near) e
      where e.source = fresh[v_n];
      v_spots := v_spots
        || jsonb_build_object(fresh[v_n], jsonb_build_array(coalesce(v_place, v_next), v_n));
    end if;
  end loop;

  -- Against the order.
  select min((v_spots -> e.target ->> 0)::int), max((v_spots -> e.source ->> 0)::int) into v_low, v_high
  from unnest(v_near) e
  where v_spots -> e.source >= v_spots -> e.target;
  if v_low is not null then
    v_span := reflux_private.graph_span(base, v_low, v_high, v_spots, touched, parts.edges);
    v_sorted := reflux_private.topological_order(v_span.keys, v_span.span);
    v_cyclic := array(select k from unnest(v_span.keys) k where k <> all (v_sorted));
    v_spots := v_spots || coalesce(
      (
        select jsonb_object_agg(k, jsonb_build_array(v_low, n))
        from unnest(v_sorted) with ordinality s(k, n)),
      '{}');
  end if;
  ordered := array(select k from unnest(parts.keys) k where k <> all (v_cyclic));

  -- Reads of what is not there, or not before. A way that was cut counts as a read of its beginning.
  v_reads := array(
    select r from unnest(parts.reads) r where r.root = 'steps' and r.name is not null);
  late := array(select r from unnest(v_reads) r where r.name <> all (parts.keys));
  if v_cyclic = '{}' then
    with recursive cut as materialized (
      select e.source, e.target from unnest(changed) e where e.n is null),
    way(source, target) as (
      select source, target from cut where source = any (parts.keys)
      union
      select w.source, c.target
      from way w
      join cut c on c.source = w.target
      where w.target <> all (parts.keys))
    select coalesce(
      array_agg(row(target, null, null, 'steps', source)::reflux_private.flow_read)
        filter (where target = any (parts.keys)),
      '{}')
    into v_cut
    from way;
    v_reads := array(select r from unnest(v_reads) r where r.name = any (parts.keys));
    v_cut := reflux_private.late_between(base, v_spots, touched, parts.edges, v_cut);
    if v_cut <> '{}' then
      v_reads := v_reads || array(
        select row(g.key, null, null, 'steps', n.key)::reflux_private.flow_read
        from reflux.graph_steps g
        cross join lateral unnest(g.need_keys, g.need_ports) n(key, ports)
        where g.graph_id = base and not g.removed and g.key <> all (touched) and n.ports is null);
    end if;
    late := late || reflux_private.late_between(base, v_spots, touched, parts.edges, v_reads);
  end if;

  -- All of them in order.
  places := array(
    select p.idx
    from (
      select
        g.idx,
        coalesce((v_spots -> g.key ->> 0)::int, g.rank) as place,
        coalesce((v_spots -> g.key ->> 1)::int, 0) as n
      from reflux.graph_steps g
      where g.graph_id = base
      union all
      select (idx_of ->> f)::int, (v_spots -> f ->> 0)::int, (v_spots -> f ->> 1)::int
      from unnest(fresh) f) p
    order by p.place, p.n);
end $$;

comment on function reflux_private.order_patched is
  'Where the steps of a patched part stand in the order of their graph, and what stands wrong there.';
