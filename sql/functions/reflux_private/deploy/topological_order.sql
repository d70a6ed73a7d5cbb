-- The steps of a document in topological order; steps on or behind a cycle are missing from it.
-- Linear in steps and edges. Nested loops are off, since the planner takes a document for a hundred rows.
create or replace function reflux_private.topological_order(document jsonb)
returns text[] language plpgsql stable
set search_path = pg_catalog, pg_temp set enable_nestloop = off set jit = off as $$
declare
  v_keys text[];
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
  select array_agg(k order by k collate "C") into v_keys from jsonb_object_keys(document -> 'steps') k;
  if v_keys is null then
    return '{}';
  end if;
  with k as (
    select key, n::int from unnest(v_keys) with ordinality u(key, n)),
  e as (
    select distinct s.n as source, d.port, t.n as target
    from reflux_private.document_edges(document) d
    join k s on s.key = d.source
    join k t on t.key = d.target
    where d.ok)
  select
    coalesce(array_agg(source order by source, target), '{}'),
    coalesce(array_agg(target order by source, target), '{}')
  into v_source, v_target
  from e;

  v_edges := cardinality(v_source);
  v_first := array_fill(v_edges + 1, array[cardinality(v_keys)]);
  v_open := array_fill(0, array[cardinality(v_keys)]);
  for v_e in reverse v_edges .. 1 loop
    v_first[v_source[v_e]] := v_e;
    v_open[v_target[v_e]] := v_open[v_target[v_e]] + 1;
  end loop;
  for v_i in 1 .. cardinality(v_keys) loop
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
    select coalesce(array_agg(v_keys[q] order by n), '{}')
    from unnest(v_queue) with ordinality u(q, n));
end $$;

comment on function reflux_private.topological_order is
  'The step keys of a document in topological order; steps on or behind a cycle are missing.';
