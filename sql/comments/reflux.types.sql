comment on type reflux.run_state is
  'State of a run. queued: no step has started; running; paused: what runs may finish, nothing starts; then '
  'one of succeeded, failed, cancelled.';
comment on type reflux.step_state is
  'State of a step. waiting: predecessors are not finished; ready: it has a doorbell; running: leased to a '
  'worker; sleeping: see wait; then one of succeeded, failed, skipped, cancelled.';
comment on type reflux.wait_kind is
  'What a sleeping step sleeps for. timer; retry: the pause before its next try; signal: '
  'reflux.signal_step; child: a run it called; scopes: parts of its flow that it repeats; '
  'slot: a place under a concurrency key.';
comment on type reflux.attempt_outcome is
  'How a try ended. succeeded; failed; suspended: it went to sleep; released: its worker gave it back; '
  'lost: the lease of its worker ended; superseded: it was re-driven while it ran; cancelled.';
