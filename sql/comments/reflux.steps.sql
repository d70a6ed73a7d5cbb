comment on table reflux.steps is '@behavior -insert -update -delete

A step of a run, from its first token on. For the steps that were not reached, too, see reflux.run_steps.';
comment on column reflux.steps.run_id is 'The run.';
comment on column reflux.steps.idx is 'The place in the graph of the run.';
comment on column reflux.steps.scope is 'Which instance of a repeated part; empty at the top.';
comment on column reflux.steps.state is 'See reflux.step_state.';
comment on column reflux.steps.slept_at is 'When it last went to sleep.';
comment on column reflux.steps.attempt is
  'How often it was leased. Rises with each lease and never falls: it is the token of the lease.';
comment on column reflux.steps.failures is 'Failed tries since it was last driven.';
comment on column reflux.steps.losses is 'Workers lost while they ran it, since it was last driven.';
comment on column reflux.steps.deps is 'How many edges lead to it.';
comment on column reflux.steps.arrived is 'How many of them have brought a token.';
comment on column reflux.steps.live is 'How many of the tokens bring work.';
comment on column reflux.steps.blocked is 'How many of the tokens come from a failure.';
comment on column reflux.steps.join_any is 'Starts with the first token that brings work.';
comment on column reflux.steps.quiet is 'Re-driven for its output only: nothing follows when it finishes.';
comment on column reflux.steps.epoch is
  'How often it was re-driven. Retries keep it, so that they keep their idempotency key.';
comment on column reflux.steps.wait is 'What it sleeps for; null unless sleeping.';
comment on column reflux.steps.progress is 'From 0 to 1, as the node reports it.';
comment on column reflux.steps.worker_id is 'Who holds it; null unless running.';
comment on column reflux.steps.child_run_id is 'The run it called last.';
comment on column reflux.steps.ready_at is 'When it became ready, or when its doorbell was rung again.';
comment on column reflux.steps.started_at is 'When it was leased last.';
comment on column reflux.steps.finished_at is 'When it reached a final state.';
comment on column reflux.steps.wake_at is
  'When its sleep ends; null: only by a signal, a child run or a place.';
comment on column reflux.steps.ports is 'The ports it took; null: out.';
comment on column reflux.steps.input is 'An input that replaces the derived one.';
comment on column reflux.steps.output is 'Its output; null when it stands in reflux.outputs.';
comment on column reflux.steps.output_hash is 'The hash of its output in reflux.outputs.';
comment on column reflux.steps.scopes_opened is 'Of a step that repeats a part: how many scopes it opened.';
comment on column reflux.steps.scopes_ended is 'How many of its scopes ended.';
comment on column reflux.steps.scopes_failed is 'How many of its scopes ended with a failure.';
comment on column reflux.steps.scopes_leave is
  'It is woken when no more than so many of its scopes are open.';
comment on column reflux.steps.error is 'The last error: code, message, detail, hint.';
comment on column reflux.steps.gated is
  'True where the step needs a decision before it starts; null elsewhere.';
comment on column reflux.steps.slot_key is
  'The concurrency key under which the step holds a place, or stands in line; null elsewhere.';
comment on column reflux.steps.slot_limit is 'How many may run at once under the key, as this step has it.';
comment on column reflux.steps.slot_since is 'Since when it stands in line; null once it holds the place.';
