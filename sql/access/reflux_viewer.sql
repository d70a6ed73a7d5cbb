-- Viewers read everything but secrets and tokens, of the flows their token reaches (policies.sql).
grant usage on schema reflux, reflux_private to reflux_viewer;
grant select on
  reflux.transitions,
  reflux.settings,
  reflux.vars,
  reflux.nodes,
  reflux.flows,
  reflux.flow_versions,
  reflux.graphs,
  reflux.graph_steps,
  reflux.webhooks,
  reflux.schedules,
  reflux.table_triggers,
  reflux.runs,
  reflux.steps,
  reflux.scopes,
  reflux.attempts,
  reflux.run_events,
  reflux.step_logs,
  reflux.outputs,
  reflux.artifacts,
  reflux.artifact_refs,
  reflux.run_steps,
  reflux.run_timeline,
  reflux.stuck_steps,
  reflux.flow_health,
  reflux.node_health,
  reflux.flow_drafts,
  reflux.flow_permits,
  reflux.kept_signals,
  reflux.alerts,
  reflux.webhook_deliveries,
  reflux.worker_health,
  reflux.needs
to reflux_viewer;
-- A worker's secret lets SQL of authors complete its steps; nobody reads it.
grant select (
  id, name, started_at, lease_until, seen_at, stopped_at, lost_at, nodes, concurrency, idle, heard_at, deaf,
  needs)
on reflux.workers to reflux_viewer;

grant execute on function
  reflux.why,
  reflux.check_flow,
  reflux.var_usage,
  reflux.runs_allowed_actions,
  reflux.changes_since,
  reflux.flow_document,
  reflux.flows_document,
  reflux.flow_versions_document,
  reflux.flows_next_run_at,
  reflux.flows_p95_ms,
  reflux.run_facets,
  reflux.run_histogram,
  reflux.runs_output,
  reflux.runs_waits_for_signal,
  reflux.runs_input_preview,
  reflux.runs_output_preview,
  reflux.step_input,
  reflux.step_output,
  reflux.step_preview,
  reflux.json_preview,
  reflux.steps_allowed_actions,
  reflux.redrive_preview,
  reflux.nodes_used_by,
  reflux.secret_usage,
  reflux.health,
  reflux.current_settings,
  reflux.who_wrote,
  reflux.writes_of,
  reflux.whoami
to reflux_viewer;

-- Helpers that views, policies and computed columns call with the caller's own rights.
grant execute on function
  reflux_private.clock,
  reflux_private.sees_flow,
  reflux_private.seen_flows,
  reflux_private.sees_all_flows,
  reflux_private.actions_from,
  reflux_private.document_of,
  reflux_private.shorten,
  reflux_private.measure_problem,
  reflux_private.require_measure,
  reflux_private.actor,
  reflux_private.writers_of,
  reflux_private.own_tables,
  reflux_private.table_named,
  reflux_private.fail
to reflux_viewer;
