-- A node is known by name@version to every flow that uses it, so a known one keeps its meaning. Another is
-- refused, unless nobody can have come to rely on it: no flow in force and no unfinished run uses it, and no
-- other worker that lives runs it. Nodes that come with REFLUX are as the release says that migrated this
-- database. What a manifest only tells is replaced. Locks the nodes that differ, by id.
create or replace function reflux_private.agree_on_nodes(manifests jsonb)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  v_node record;
  v_release text;
  v_why text;
begin
  for v_node in
    select n.id, n.name, n.version, m.value as manifest,
      reflux_private.node_meaning(n.manifest) as known, reflux_private.node_meaning(m.value) as said
    from jsonb_array_elements(manifests) m
      join reflux.nodes n on n.name = m.value ->> 'id' and n.version = (m.value ->> 'version')::int
    where n.manifest <> m.value
    order by n.id
    for update of n
  loop
    v_release := reflux_private.builtin_digest(v_node.name, v_node.version);
    if v_node.known <> v_node.said and v_release is distinct from reflux_private.digest_of(v_node.said) then
      v_why := case
        when v_release = reflux_private.digest_of(v_node.known) then 'it comes with REFLUX'
        else reflux_private.node_in_use(v_node.id) end;
      if v_why is not null then
        perform reflux_private.fail('RFC11',
          format('%s@%s is known with another manifest (%s), and %s', v_node.name, v_node.version, (
            select string_agg(distinct k, ', ' order by k)
            from (select jsonb_object_keys(v_node.known) union all select jsonb_object_keys(v_node.said)) o(k)
            where v_node.known -> k is distinct from v_node.said -> k), v_why),
          jsonb_build_object('node', v_node.name, 'version', v_node.version),
          case when v_release is null then 'Raise the version of the node in its manifest.'
            else 'Give the node another name; a worker of another release of REFLUX: update it, or '
              'migrate.' end);
      end if;
    end if;
    update reflux.nodes n
    set manifest = v_node.manifest, effects = v_node.manifest ->> 'effects', kind = v_node.manifest ->> 'kind'
    where n.id = v_node.id;
  end loop;
end $$;

comment on function reflux_private.agree_on_nodes is
  'Refuses a manifest that would change a node others rely on. Errors: RFC11.';
