comment on table reflux.runs is '@behavior -insert -update -delete

One execution of a graph. Changed by functions only; its row is locked by whoever decides about it.';
comment on column reflux.runs.id is 'Identity; rises with time.';
comment on column reflux.runs.flow_id is 'The flow.';
comment on column reflux.runs.version_id is
  'The version it started with; null when it runs a graph of its own.';
comment on column reflux.runs.graph_id is 'The graph it runs.';
comment on column reflux.runs.state is 'See reflux.run_state.';
comment on column reflux.runs.priority is 'Lower goes first; -1000 to 1000.';
comment on column reflux.runs.open_sinks is
  'How many ends of the graph are unresolved. At 0 the run is finished.';
comment on column reflux.runs.failed_steps is
  'How many steps failed for good, failures that the graph handles not counted.';
comment on column reflux.runs.revision is 'Rises with each change of its graph.';
comment on column reflux.runs.parent_run_id is 'The run whose step called it.';
comment on column reflux.runs.parent_idx is 'That step.';
comment on column reflux.runs.parent_scope is 'The scope of that step.';
comment on column reflux.runs.forked_from is 'The run it was forked from.';
comment on column reflux.runs.trigger_step is
  'The key of the trigger that started it; null: by hand or by call.';
comment on column reflux.runs.idempotency_key is
  'Unique in the flow and for its kind: a second start with it returns this run.';
comment on column reflux.runs.key_kind is
  'Whose key that is: start, try, webhook, schedule, child or alert. See reflux_private.run_key.';
comment on column reflux.runs.key_digest is '@behavior -*

SHA-256 of what the key was used for: a second use has to bring the same. Null: the key says all.';
comment on column reflux.runs.pinned is 'Pinned outputs stand in for steps: a try, not the real thing.';
comment on column reflux.runs.created_at is 'When it was started.';
comment on column reflux.runs.started_at is 'When its first step was leased.';
comment on column reflux.runs.finished_at is 'When it ended; null until then.';
comment on column reflux.runs.reason is 'Why a person paused, resumed or cancelled it last.';
comment on column reflux.runs.input is 'What it was started with.';
comment on column reflux.runs.replayed is
  'In the answer to a start: whether its key had started this run before. Else null.';
comment on column reflux.runs.reach is
  E'@behavior -*\n\nOf a try: the flows in reach of whoever tried, null for all. Other runs have that of '
  'their version.';
