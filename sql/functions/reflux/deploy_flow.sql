-- Makes a document the current version of a flow, creating the flow if need be. The same graph again gives
-- the same version. The version keeps the reach of whoever deploys it, so a wider one makes a version of its
-- own. A document with defects is refused whole (RFV01; detail lists every problem with its path).
-- Expressions are not parsed: Postgres cannot read JSONata. The API and `reflux deploy` do so first; by SQL,
-- such a step fails when it runs. `source` is the YAML that the document was read from; like the layout it is
-- the flow's, and whoever shows it brings it up to the document of a version.
create or replace function reflux.deploy_flow(
  slug text,
  graph jsonb,
  note text default null,
  source text default null)
returns reflux.flow_versions language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
declare
  v_flow reflux.flows;
  v_version reflux.flow_versions;
  v_parts reflux_private.flow_parts;
  v_graph bigint;
  v_reach bigint[] := reflux_private.reach();
begin
  if deploy_flow.slug is null or deploy_flow.slug !~ '^[a-z0-9][a-z0-9_-]{0,62}$' then
    perform reflux_private.fail('RFV06',
      format('%s is not a flow name', coalesce(quote_literal(deploy_flow.slug), 'null')),
      null,
      'Use up to 63 lowercase letters, digits, - and _.');
  end if;
  v_parts := reflux_private.require_sound(deploy_flow.slug, deploy_flow.graph);
  perform reflux_private.require_measure(to_jsonb(deploy_flow.source), 'the source');

  -- A version, if it is another graph, or was deployed by somebody who reaches less.
  insert into reflux.flows (slug)
  values (deploy_flow.slug)
  on conflict on constraint flows_slug_key do nothing;
  v_flow := reflux_private.find_flow(deploy_flow.slug, lock => true);
  v_graph := reflux_private.compile_graph(v_parts);
  select * into v_version from reflux.flow_versions v where v.id = v_flow.current_version_id;
  if v_version.id is null or v_version.graph_id <> v_graph
      or not reflux_private.within_reach(v_reach, v_version.reach) then
    insert into reflux.flow_versions (flow_id, number, graph_id, note, author, reach)
    select
      v_flow.id,
      coalesce(max(v.number), 0) + 1,
      v_graph,
      deploy_flow.note,
      reflux_private.actor(),
      v_reach
    from reflux.flow_versions v
    where v.flow_id = v_flow.id
    returning * into v_version;
  end if;

  -- The flow is as its document says, and in force.
  update reflux.flows f set
    current_version_id = v_version.id,
    archived_at = null,
    decided_at = case when f.archived_at is null then f.decided_at end,
    decided_by = case when f.archived_at is null then f.decided_by end,
    decided_reason = case when f.archived_at is null then f.decided_reason end,
    title = coalesce(deploy_flow.graph ->> 'title', f.title),
    description = coalesce(deploy_flow.graph ->> 'description', f.description),
    tags = case
      when deploy_flow.graph ? 'tags'
        then array(select jsonb_array_elements_text(deploy_flow.graph -> 'tags'))
      else f.tags end,
    layout = coalesce(deploy_flow.graph -> 'layout', f.layout),
    source = coalesce(deploy_flow.source, f.source)
  where f.id = v_flow.id;
  if v_flow.current_version_id is distinct from v_version.id or v_flow.archived_at is not null then
    perform reflux_private.activate_triggers(v_flow.id);
  end if;
  return v_version;
end $$;

comment on function reflux.deploy_flow is
  'Makes a flow document the current version of a flow; the same graph again gives the same version. '
  'source: the YAML it was read from. In SQL the syntax of expressions is not checked; the API and the '
  'command line do. Errors: RFV01 with every problem, RFV04, RFV06, RFV19, RFV23, RFP02.';
