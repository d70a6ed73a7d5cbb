comment on table reflux.secrets is '@behavior -insert -update -delete

Values for nodes, encrypted by the program before they come here. Written and deleted, never read, through the API.';
comment on column reflux.secrets.name is 'What {{ secrets.name }} calls it.';
comment on column reflux.secrets.ciphertext is 'The value, encrypted; the key is never in the database.';
comment on column reflux.secrets.created_at is 'When it was first set.';
comment on column reflux.secrets.updated_at is 'When it was set last.';
comment on column reflux.secrets.last_used_at is 'When a step used it last.';
