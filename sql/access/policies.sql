-- Row-level security: a token may be limited to some flows, and then sees nothing of others. What the token
-- reaches is asked once a query: a function that is asked once a row cannot be inlined, since it fixes its
-- search_path. Rows of a run are seen when the run is, which its own policy says.
do $$
declare
  v_table text;
  v_rule text;
begin
  for v_table, v_rule in
    select
      t.name,
      case t.rule
        when 'all' then
          '(select reflux_private.sees_all_flows())'
        when 'flow' then
          '(select reflux_private.sees_all_flows()) '
          'or flow_id = any ((select reflux_private.seen_flows())::bigint[])'
        when 'run' then format(
          '(select reflux_private.sees_all_flows()) '
          'or exists (select from reflux.runs r where r.id = %I.run_id)', t.name)
        else t.rule end
    from (values
      ('flows',
        '(select reflux_private.sees_all_flows()) '
        'or id = any ((select reflux_private.seen_flows())::bigint[])'),
      ('flow_versions', 'flow'),
      ('flow_drafts', 'flow'),
      ('webhooks', 'flow'),
      ('schedules', 'flow'),
      ('table_triggers', 'flow'),
      ('runs', 'flow'),
      ('webhook_deliveries', 'flow'),
      ('alerts', 'flow'),
      ('steps', 'run'),
      ('scopes', 'run'),
      ('attempts', 'run'),
      ('run_events', 'run'),
      ('step_logs', 'run'),
      ('kept_signals', 'run'),
      ('changes', 'false'),
      ('graphs',
        'exists (select from reflux.flow_versions v where v.graph_id = graphs.id) '
        'or exists (select from reflux.runs r where r.graph_id = graphs.id)'),
      ('graph_steps', 'exists (select from reflux.graphs g where g.id = graph_steps.graph_id)'),
      ('outputs', 'all'),
      ('artifacts', 'all'),
      ('artifact_refs', 'run'),
      ('audit', 'all'),
      ('nodes', 'true'),
      ('transitions', 'true'),
      ('settings', 'true'),
      ('vars', 'true'),
      ('workers', 'true'),
      ('flow_permits', 'flow'),
      -- What flows share with others is not shown whole: reflux.secret_bindings tells the caller's part.
      ('secrets',
        '(select reflux_private.sees_all_flows()) or ''*'' = any (flows) '
        'or exists (select from reflux.flows f where f.slug = any (secrets.flows))'),
      ('api_tokens',
        '(select reflux_private.sees_all_flows()) or flows <@ array(select f.slug from reflux.flows f)')
    ) t(name, rule)
  loop
    execute format('alter table reflux.%I enable row level security', v_table);
    execute format('drop policy if exists may_read on reflux.%I', v_table);
    execute format(
      'create policy may_read on reflux.%I for select to reflux_viewer using (%s)', v_table, v_rule);
  end loop;
end $$;
