create or replace trigger _500_guard after update on reflux.steps
  referencing old table as before_rows new table as after_rows
  for each statement execute function reflux_private.tg_steps__guard();
