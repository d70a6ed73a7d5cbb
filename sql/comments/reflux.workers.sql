comment on table reflux.workers is '@behavior -insert -update -delete

The processes that run steps, past ones too. One row is the lease of a worker on all it holds.';
comment on column reflux.workers.id is 'Identity; a worker that lost its lease gets a new one.';
comment on column reflux.workers.name is 'Host and process.';
comment on column reflux.workers.started_at is 'When it registered.';
comment on column reflux.workers.lease_until is 'Until when its word counts, by the clock of the database.';
comment on column reflux.workers.seen_at is 'When it renewed last.';
comment on column reflux.workers.heard_at is 'When the queue answered it last, as it said when it renewed.';
comment on column reflux.workers.deaf is
  'It renews its lease, but ten seconds before its last renewal the queue had already stopped to answer it.';
comment on column reflux.workers.stopped_at is 'When it left in good order.';
comment on column reflux.workers.lost_at is
  'When the sweeper gave it up: its steps run elsewhere, its results are refused.';
comment on column reflux.workers.excused is
  'Its lease ended for a cause that none of its steps has: the database was away, or most workers were lost '
  'at once.';
comment on column reflux.workers.secret is
  'Lets the SQL of authors complete their own step; nobody reads it.';
comment on column reflux.workers.nodes is 'The ids of the nodes it can run.';
comment on column reflux.workers.concurrency is 'How many steps it runs at once.';
comment on column reflux.workers.idle is 'How many more it could take, when it renewed last.';
comment on column reflux.workers.pools is 'Its names in graphile_worker, to unlock its jobs by.';
comment on column reflux.workers.secret_keys is
  'Fingerprints of the keys for secrets that it has, the one in use first; null: not told.';
comment on column reflux.workers.allows is
  'The private hosts that its operator lets it reach (REFLUX_ALLOW_HOSTS); null: not told.';
comment on column reflux.workers.needs is
  'What its nodes require and whether it has it, as it found when it joined: [{need, problem, provide}].';
