-- Which steps of a document stand in a region: what is reached by the `body` port of a step whose node
-- repeats a part (`owners`, of body_ports), with that step, its owner, and how many owners are around it.
-- Whatever is at the top is no row. One walk over the edges from those ports, so the top costs nothing;
-- where edges disagree, check_regions says so.
create or replace function reflux_private.regions(
  keys text[], edges reflux_private.flow_edge[], owners jsonb)
returns setof reflux_private.flow_region language plpgsql stable
set search_path = pg_catalog, pg_temp set enable_nestloop = off set jit = off as $$
declare
  v_one reflux_private.flow_region;
  v_source int[];
  v_target int[];
  v_opens boolean[];
  v_first int[];
  v_region int[];
  v_queue int[] := '{}';
  v_head int := 1;
  v_edges int;
  v_i int;
  v_e int;
  v_owner int;
begin
  if owners is null then
    return;
  end if;
  with k as (
    select u.name, u.n::int from unnest(keys) with ordinality u(name, n)),
  e as (
    select s.n as source, t.n as target, owners ->> d.source is not distinct from d.port as opens
    from unnest(edges) d
    join k s on s.name = d.source
    join k t on t.name = d.target
    where d.ok)
  select
    coalesce(array_agg(e.source order by e.source, e.target), '{}'),
    coalesce(array_agg(e.target order by e.source, e.target), '{}'),
    coalesce(array_agg(e.opens order by e.source, e.target), '{}')
  into v_source, v_target, v_opens
  from e;

  -- From the body ports on, each step has the region of the first edge that leads to it.
  v_edges := cardinality(v_source);
  v_first := array_fill(v_edges + 1, array[cardinality(keys)]);
  v_region := array_fill(0, array[cardinality(keys)]);
  for v_e in reverse v_edges .. 1 loop
    v_first[v_source[v_e]] := v_e;
  end loop;
  for v_e in 1 .. v_edges loop
    if v_opens[v_e] and v_region[v_target[v_e]] = 0 then
      v_region[v_target[v_e]] := v_source[v_e];
      v_queue := array_append(v_queue, v_target[v_e]);
    end if;
  end loop;
  while v_head <= cardinality(v_queue) loop
    v_i := v_queue[v_head];
    v_head := v_head + 1;
    v_e := v_first[v_i];
    while v_e <= v_edges and v_source[v_e] = v_i loop
      if not v_opens[v_e] and v_region[v_target[v_e]] = 0 then
        v_region[v_target[v_e]] := v_region[v_i];
        v_queue := array_append(v_queue, v_target[v_e]);
      end if;
      v_e := v_e + 1;
    end loop;
  end loop;

  foreach v_i in array v_queue loop
    v_one.key := keys[v_i];
    v_one.owner := keys[v_region[v_i]];
    v_one.depth := 0;
    v_owner := v_i;
    -- A cycle of owners is refused (RFV14), and ends here.
    while v_owner <> 0 and v_one.depth < 100 loop
      v_owner := v_region[v_owner];
      v_one.depth := v_one.depth + (v_owner <> 0)::int;
    end loop;
    return next v_one;
  end loop;
end $$;

comment on function reflux_private.regions is
  'Which steps of a document a step repeats, with that step and how deep they are.';
