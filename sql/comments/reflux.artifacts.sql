comment on table reflux.artifacts is '@behavior -insert -update -delete

Bytes that nodes and webhooks keep, by content; GET /artifacts/<hash> gives them.';
comment on column reflux.artifacts.hash is
  'sha256: and the hash of the bytes: the name by which a value holds them.';
comment on column reflux.artifacts.bytes is 'How many there are.';
comment on column reflux.artifacts.store is 'Where they are: postgres, in pieces beside this table.';
comment on column reflux.artifacts.location is '@behavior -*

What the store knows them by.';
comment on column reflux.artifacts.created_at is 'When they were first kept.';
