-- Steps in topological order, the first ones first where there is a choice; those on or behind a cycle are
-- missing from it. Edges from or to others do not count. Linear in steps and edges. Nested loops are off,
-- since the planner takes an array for a hundred rows.
create or replace function reflux_private.topological_order(keys text[], edges reflux_private.flow_edge[])
returns text[] language plpgsql stable
set search_path = pg_catalog, pg_temp set enable_nestloop = off set jit = off as $$
declare
  v_source int[];
  v_target int[];
  v_first int[];
  v_open int[];
  v_queue int[] := '{}';
  v_head int := 1;
  v_edges int;
  v_i int;
  v_e int;
begin
  if coalesce(cardinality(keys), 0) = 0 then
    return '{}';
  end if;
  with k as materialized (
    select key, n::int from unnest(keys) with ordinality u(key, n)),
  e as (
    select s.n as source, t.n as target
    from unnest(edges) d
    join k s on s.key = d.source
    join k t on t.key = d.target
    where d.ok
    order by 1, 2)
  select coalesce(array_agg(source), '{}'), coalesce(array_agg(target), '{}')
  into v_source, v_target
  from e;

  v_edges := cardinality(v_source);
  v_first := array_fill(v_edges + 1, array[cardinality(keys)]);
  v_open := array_fill(0, array[cardinality(keys)]);
  for v_e in reverse v_edges .. 1 loop
    v_first[v_source[v_e]] := v_e;
    v_open[v_target[v_e]] := v_open[v_target[v_e]] + 1;
  end loop;
  for v_i in 1 .. cardinality(keys) loop
    if v_open[v_i] = 0 then
      v_queue := array_append(v_queue, v_i);
    end if;
  end loop;
  while v_head <= cardinality(v_queue) loop
    v_i := v_queue[v_head];
    v_head := v_head + 1;
    v_e := v_first[v_i];
    while v_e <= v_edges and v_source[v_e] = v_i loop
      v_open[v_target[v_e]] := v_open[v_target[v_e]] - 1;
      if v_open[v_target[v_e]] = 0 then
        v_queue := array_append(v_queue, v_target[v_e]);
      end if;
      v_e := v_e + 1;
    end loop;
  end loop;
  return (
    select coalesce(array_agg(u.key order by q.n), '{}')
    from unnest(v_queue) with ordinality q(i, n)
    join unnest(keys) with ordinality u(key, i) on u.i = q.i);
end $$;

comment on function reflux_private.topological_order is
  'Steps in topological order; those on or behind a cycle are missing.';
