comment on table reflux.artifacts is '@behavior -insert -update -delete

Outputs above settings.inline_output_bytes, by content.';
comment on column reflux.artifacts.hash is 'sha256 of the content.';
comment on column reflux.artifacts.bytes is 'Its size as text.';
comment on column reflux.artifacts.body is 'The content.';
comment on column reflux.artifacts.created_at is 'When it was first kept.';
