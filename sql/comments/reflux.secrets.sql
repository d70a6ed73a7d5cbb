comment on table reflux.secrets is '@behavior -insert -update -delete

Values for nodes, encrypted by the program before they come here. Written and deleted, never read, through '
  'the API.';
comment on column reflux.secrets.name is 'What {{ secrets.name }} calls it.';
comment on column reflux.secrets.ciphertext is 'The value, encrypted; the key is never in the database.';
comment on column reflux.secrets.created_at is 'When it was first set.';
comment on column reflux.secrets.updated_at is 'When it was set last.';
comment on column reflux.secrets.last_used_at is 'When a step used it last.';
comment on column reflux.secrets.flows is
  'Flows whose steps may read it, by slug, * for any; null: those of deployers without a limit.';
comment on column reflux.secrets.nodes is 'Nodes that may read it, as http.request; null for any.';
comment on column reflux.secrets.hosts is
  'Hosts that an attempt may talk to once it has read it, as host or host:port; null for any.';
comment on column reflux.secrets.reach is 'The flows in reach of whoever set its value, by id; null for all.';
