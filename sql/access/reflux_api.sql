-- What the server does as itself, before it knows who asks: it has no other right.
grant usage on schema reflux, reflux_private to reflux_api;
grant execute on function
  reflux_private.find_token,
  reflux_private.find_webhook,
  reflux_private.receive_webhook,
  reflux_private.artifact_part,
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

-- One that is given the API's login alone, instead of the owner's, has to see that the schema is its own.
grant execute on function reflux_private.schema_state to reflux_api;
