-- What a worker may do: call the engine. It reads and writes no table of REFLUX, and becomes nobody else. Its
-- rights in graphile-worker's schema are in db/migration/queue.sql.
grant usage on schema reflux_private to reflux_worker;
grant execute on function
  reflux_private.register_worker,
  reflux_private.renew_worker,
  reflux_private.stop_worker,
  reflux_private.take_steps,
  reflux_private.recall_steps,
  reflux_private.complete_steps,
  reflux_private.give_back,
  reflux_private.tell_slot_key,
  reflux_private.acquire_slot,
  reflux_private.steps_of_graph,
  reflux_private.read_secret,
  reflux_private.read_vars,
  reflux_private.egress_of_run,
  reflux_private.sql_role_of_run,
  reflux_private.put_artifact,
  reflux_private.artifact_content,
  reflux_private.write_logs,
  reflux_private.sweep,
  reflux_private.raise_alerts,
  reflux_private.keep_partitions,
  reflux_private.drop_old_runs,
  reflux_private.drop_loose_artifacts,
  reflux_private.drop_stale_watches,
  reflux_private.due_schedules,
  reflux_private.fire_schedule,
  reflux_private.payload_sizes,
  reflux_private.query_login,
  reflux_private.query_password,
  reflux_private.schema_state
to reflux_worker;
