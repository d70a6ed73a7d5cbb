comment on table reflux.changes is '@behavior -insert -update -delete

Which runs changed, one row per commit of the engine. The truth behind the notifications on reflux_changes; '
  'read by reflux.changes_since. Kept for a day or two.';
comment on column reflux.changes.seq is 'Rises, with gaps.';
comment on column reflux.changes.xid is
  'The transaction: a reader has seen everything below the oldest one that was open.';
comment on column reflux.changes.at is 'When.';
comment on column reflux.changes.runs is 'The runs that changed.';
