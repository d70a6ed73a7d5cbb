comment on table reflux.audit is '@behavior -insert -update -delete

Every administrative act: who, when, from where, what changed. Written with the act; never changed, by '
  'nobody.';
comment on column reflux.audit.id is 'Identity, in the order of writing.';
comment on column reflux.audit.at is 'When, by the database''s clock.';
comment on column reflux.audit.actor is
  'Who: the name of a token, of the user of the command line, else the database login.';
comment on column reflux.audit.role is 'With whose rights.';
comment on column reflux.audit.login is 'The database login, which nobody can set.';
comment on column reflux.audit.token_id is 'The API token, if one was used.';
comment on column reflux.audit.door is
  'From where: api, command line, worker, migration, or sql with the program''s name.';
comment on column reflux.audit.address is 'The client''s network address; null for a local socket.';
comment on column reflux.audit.act is 'What was done, such as revoke token.';
comment on column reflux.audit.object is 'To what, such as token 7.';
comment on column reflux.audit.before is 'What it was, as far as it changed; never a secret.';
comment on column reflux.audit.after is 'What it is now, as far as it changed; never a secret.';
comment on column reflux.audit.reason is 'Why, where a person said so.';
