-- The edges of a graph that come to steps or leave them.
create or replace function reflux_private.edges_of(graph bigint, keys text[])
returns setof reflux_private.flow_edge language sql stable
set search_path = pg_catalog, pg_temp set jit = off as $$
  with s as materialized (
    select g.*
    from unnest(keys) k(key)
    cross join lateral (
      select *
      from reflux.graph_steps g
      where g.graph_id = graph and g.key = k.key and not g.removed
      limit 1) g)
  select null::int, n.key, p.port, s.key, true
  from s, unnest(s.need_keys, s.need_ports) n(key, ports), unnest(string_to_array(n.ports, ',')) p(port)
  union
  select null, s.key, o.port, t.key, true
  from s
  cross join lateral unnest(s.out_ports, s.out_idx) o(port, idx)
  cross join lateral (
    select t.key from reflux.graph_steps t where t.graph_id = graph and t.idx = o.idx limit 1) t
$$;

comment on function reflux_private.edges_of is 'The edges of a graph that come to steps or leave them.';
