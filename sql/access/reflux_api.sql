-- Rights on what the API adds (applied after reflux.sql, which revokes everything first).
grant select on
  reflux.webhook_deliveries,
  reflux.worker_health
to reflux_viewer;
grant select (hint, created_by) on reflux.api_tokens to reflux_admin;

-- Helpers that computed columns call with the caller's own rights.
grant execute on function
  reflux_private.document_of,
  reflux_private.shorten,
  reflux_private.measure_problem,
  reflux_private.actor
to reflux_viewer;

grant execute on function
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
  reflux.whoami
to reflux_viewer;
grant execute on function
  reflux.create_flow,
  reflux.save_draft,
  reflux.discard_draft,
  reflux.publish_draft,
  reflux.duplicate_flow,
  reflux.try_step,
  reflux.set_flow_details,
  reflux.delete_secret,
  reflux.allow_secret,
  reflux.secret_bindings,
  reflux_private.store_secret
to reflux_editor;
grant execute on function
  reflux.create_token,
  reflux.rotate_token,
  reflux.revoke_token,
  reflux.change_settings,
  reflux.set_flow_retention,
  reflux.permit_flow
to reflux_admin;
grant select (id, at, actor, role, login, token_id, door, address, act, object, before, after, reason)
on reflux.audit to reflux_admin;

-- What the server does as itself, before it knows who asks: it has no other right.
grant usage on schema reflux_private to reflux_api;
grant execute on function
  reflux_private.find_token,
  reflux_private.find_webhook,
  reflux_private.receive_webhook,
  reflux_private.run_results,
  reflux_private.find_link,
  reflux_private.answer_link,
  reflux_private.note_deliveries,
  reflux_private.flows_of_runs,
  reflux_private.readiness,
  reflux_private.engine_metrics,
  reflux_private.last_change,
  reflux_private.changes_of,
  reflux.changes_since
to reflux_api;
