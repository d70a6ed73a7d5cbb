comment on table reflux.api_tokens is '@behavior -insert -update -delete

Keys to the API. Only a hash is kept; the token itself is shown once.';
comment on column reflux.api_tokens.id is 'Identity.';
comment on column reflux.api_tokens.name is 'Whose it is, or what for; the actor in run_events.';
comment on column reflux.api_tokens.role is 'viewer, operator, editor or admin.';
comment on column reflux.api_tokens.flows is 'The slugs it is limited to; null: all.';
comment on column reflux.api_tokens.hash is 'sha256 of the token.';
comment on column reflux.api_tokens.created_at is 'When it was made.';
comment on column reflux.api_tokens.expires_at is 'When it ends; null: never.';
comment on column reflux.api_tokens.last_used_at is 'When it was used last, to the minute.';
comment on column reflux.api_tokens.revoked_at is 'When it was revoked.';
comment on column reflux.api_tokens.hint is 'Its first characters, to know it by.';
comment on column reflux.api_tokens.created_by is 'Who made it.';
