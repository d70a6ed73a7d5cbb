-- Turns a checked document into an immutable graph and returns its id; the same content gives the same graph.
create or replace function reflux_private.compile_graph(parts reflux_private.flow_parts)
returns bigint language plpgsql volatile
set search_path = pg_catalog, pg_temp set enable_nestloop = off set jit = off as $$
declare
  v_count constant int := cardinality((parts).ordered);
  v_content jsonb := jsonb_build_object(
    'input', (parts).document -> 'input',
    'steps', (parts).document -> 'steps',
    'edges', (
      select coalesce(
        jsonb_agg(distinct source || case port when 'out' then '' else '.' || port end || ' -> ' || target),
        '[]')
      from unnest((parts).edges)));
  v_nodes jsonb;
  v_places jsonb;
  v_hash bytea;
  v_graph bigint;
begin
  -- Which node each step is, and which place it has.
  select jsonb_object_agg(s.key, n.name || '@' || n.version) into v_nodes
  from unnest((parts).steps) s
  join reflux.nodes n on n.id = s.node_id;
  select jsonb_object_agg(key, n - 1) into v_places
  from unnest((parts).ordered) with ordinality o(key, n);

  v_hash := sha256(convert_to(jsonb_build_array(v_content, v_nodes, v_places)::text, 'UTF8'));
  select id into v_graph from reflux.graphs where hash = v_hash;
  if found then
    return v_graph;
  end if;
  insert into reflux.graphs (hash, document, input_schema, roots, sinks, next_idx)
  values (v_hash, v_content, nullif((parts).document -> 'input', 'null'), '{}', 0, v_count)
  on conflict (hash) do nothing
  returning id into v_graph;
  if v_graph is null then
    return (select id from reflux.graphs where hash = v_hash);
  end if;
  perform reflux_private.write_graph(v_graph, parts, v_places, array(select generate_series(0, v_count - 1)));
  return v_graph;
end $$;

comment on function reflux_private.compile_graph is
  'Compiles a checked document to an immutable, content-addressed graph; returns its id.';
