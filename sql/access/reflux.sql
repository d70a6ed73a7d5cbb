-- Deny by default: what is not granted here is not possible. viewer < operator <
-- editor < admin, each with all the rights of the one before. Tables are read;
-- every change goes through a function. Who is a member of whom, the migration
-- runner says (db/migration/roles.sql): roles belong to the whole server.

revoke all on schema reflux, reflux_private, reflux_author
from
  public, reflux_viewer, reflux_operator, reflux_editor, reflux_admin, reflux_api, reflux_worker,
  reflux_query;
revoke all on all tables in schema reflux, reflux_private, reflux_author
from
  public, reflux_viewer, reflux_operator, reflux_editor, reflux_admin, reflux_api, reflux_worker,
  reflux_query;
revoke all on all sequences in schema reflux, reflux_private, reflux_author
from
  public, reflux_viewer, reflux_operator, reflux_editor, reflux_admin, reflux_api, reflux_worker,
  reflux_query;
revoke execute on all routines in schema reflux, reflux_private, reflux_author
from
  public, reflux_viewer, reflux_operator, reflux_editor, reflux_admin, reflux_api, reflux_worker,
  reflux_query;

grant usage on schema reflux to reflux_viewer, reflux_api;
grant usage on schema reflux_private to reflux_viewer;
grant usage on schema reflux_author to reflux_query;

-- Viewers read everything but secrets and tokens, of the flows their token reaches (policies below).
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
  reflux.attempts,
  reflux.run_events,
  reflux.step_logs,
  reflux.artifacts,
  reflux.run_steps,
  reflux.run_timeline,
  reflux.stuck_steps,
  reflux.flow_health,
  reflux.node_health,
  reflux.flow_drafts,
  reflux.flow_permits,
  reflux.kept_signals,
  reflux.alerts
to reflux_viewer;
-- A worker's secret lets SQL of authors complete its steps; nobody reads it.
grant select (
  id, name, started_at, lease_until, seen_at, stopped_at, lost_at, nodes, concurrency, idle, heard_at, deaf)
on reflux.workers to reflux_viewer;
-- The name and dates of secrets, never the ciphertext; of tokens all but the hash.
grant select (name, created_at, updated_at, last_used_at) on reflux.secrets to reflux_editor;
grant select (id, name, role, flows, created_at, expires_at, last_used_at, revoked_at)
on reflux.api_tokens to reflux_admin;

-- Helpers that views, policies and computed columns call with the caller's own rights.
grant execute on function
  reflux_private.sees_flow,
  reflux_private.seen_flows,
  reflux_private.sees_all_flows,
  reflux_private.actions_from
to reflux_viewer;

grant execute on function
  reflux.why,
  reflux.check_flow,
  reflux.var_usage,
  reflux.runs_allowed_actions,
  reflux.changes_since
to reflux_viewer;
grant execute on function
  reflux.start_run,
  reflux.pause_run,
  reflux.resume_run,
  reflux.cancel_run,
  reflux.redrive_step,
  reflux.redrive_run,
  reflux.fork_run,
  reflux.retry_now,
  reflux.signal_step,
  reflux.create_link
to reflux_operator;
grant execute on function
  reflux.deploy_flow,
  reflux.rollback_flow,
  reflux.set_flow_enabled,
  reflux.archive_flow,
  reflux.set_var,
  reflux.unset_var,
  reflux.set_on_failure
to reflux_editor;

-- The restricted login that runs authors' SQL completes that very step
-- in the same transaction; it needs a worker's secret.
grant execute on function reflux_author.complete_own_step to reflux_query;
