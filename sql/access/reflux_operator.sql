-- Operators start runs, and decide about those there are.
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
