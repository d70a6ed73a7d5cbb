comment on table reflux.attempts is '@behavior -insert -update -delete

How tries of steps ended, and the waits that came of them: a row when a step stops running, and a row when
it stops sleeping for another reason than that it is tried again. Whatever ends a step writes it, in
that very commit. Append-only, by day; kept for settings.keep_history, and until all readers have read it.';
comment on column reflux.attempts.run_id is 'The run.';
comment on column reflux.attempts.idx is 'The step, in the graph of graph_id.';
comment on column reflux.attempts.scope is 'Its scope.';
comment on column reflux.attempts.attempt is 'Which lease of the step; counts from 1.';
comment on column reflux.attempts.outcome is 'See reflux.attempt_outcome.';
comment on column reflux.attempts.worker_id is 'Who ran it; null for a wait.';
comment on column reflux.attempts.ready_at is 'When the step became ready for it; null for a wait.';
comment on column reflux.attempts.started_at is 'When it was leased; of a wait, when the step fell asleep.';
comment on column reflux.attempts.finished_at is 'When it ended, by the clock of the database.';
comment on column reflux.attempts.error is
  'Why it failed or was lost: code, message, detail, hint. Of the loss by which a step '
  'failed: why that did.';
comment on column reflux.attempts.evidence is
  'What it said to others and was answered, newest last, within settings.keep_evidence: a list of http '
  '(method, url, headers, body, answer), sql (statement, values, rows) and what nodes add. Null: nothing.';
comment on column reflux.attempts.graph_id is
  'The graph it ran in, whichever the run has since been pointed to. Null: of a release that did not say.';
comment on column reflux.attempts.wait is
  'Null: how the try itself ended. Else which wait of that try ended: succeeded, failed (also where it is '
  'tried again), cancelled or superseded.';
comment on column reflux.attempts.state is 'What became of the step by it.';
comment on column reflux.attempts.usage is '@behavior -*

What it used, as its worker tells: calls, bytes_out and bytes_in of HTTP. Null: nothing.';
comment on column reflux.attempts.xid is '@behavior -*

The transaction that ended it. Readers go on from it; rows that SQL of its step wrote have it as xmin.';
