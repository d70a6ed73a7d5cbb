-- Row-level security: a token may be limited to some flows, and then sees nothing of others. Where there are many rows
-- to a run, a query asks once whether the token is limited at all.
do $$
declare v_table text; v_rule text;
begin
  for v_table, v_rule in
    select * from (values
      ('flows', 'reflux_private.sees_flow(id)'),
      ('flow_versions', 'reflux_private.sees_flow(flow_id)'),
      ('flow_drafts', 'reflux_private.sees_flow(flow_id)'),
      ('webhooks', 'reflux_private.sees_flow(flow_id)'),
      ('schedules', 'reflux_private.sees_flow(flow_id)'),
      ('table_triggers', 'reflux_private.sees_flow(flow_id)'),
      ('runs', 'reflux_private.sees_flow(flow_id)'),
      ('steps', '(select reflux_private.sees_all_flows()) or reflux_private.sees_run(run_id)'),
      ('attempts', '(select reflux_private.sees_all_flows()) or reflux_private.sees_run(run_id)'),
      ('run_events', '(select reflux_private.sees_all_flows()) or reflux_private.sees_run(run_id)'),
      ('step_logs', '(select reflux_private.sees_all_flows()) or reflux_private.sees_run(run_id)'),
      ('changes', 'false'),
      ('graphs', 'exists (select from reflux.flow_versions v where v.graph_id = graphs.id) or exists (select from reflux.runs r where r.graph_id = graphs.id)'),
      ('graph_steps', 'exists (select from reflux.graphs g where g.id = graph_steps.graph_id)'),
      ('artifacts', 'reflux_private.sees_all_flows()'),
      ('audit', 'reflux_private.sees_all_flows()'),
      ('nodes', 'true'), ('transitions', 'true'), ('settings', 'true'), ('workers', 'true'), ('secrets', 'true'), ('api_tokens', 'true')
    ) t(name, rule)
  loop
    execute format('alter table reflux.%I enable row level security', v_table);
    execute format('drop policy if exists may_read on reflux.%I', v_table);
    execute format('create policy may_read on reflux.%I for select to reflux_viewer using (%s)', v_table, v_rule);
  end loop;
end $$;
