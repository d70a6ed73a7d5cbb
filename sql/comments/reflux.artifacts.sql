comment on table reflux.artifacts is '@behavior -insert -update -delete

Outputs above settings.inline_output_bytes, and the bytes that nodes and webhooks keep, by content.';
comment on column reflux.artifacts.hash is 'sha256 of an output''s text; of bytes, with sha256: before it.';
comment on column reflux.artifacts.bytes is 'The size of the text, or of the bytes.';
comment on column reflux.artifacts.body is 'The output.';
comment on column reflux.artifacts.content is '@behavior -*

The bytes. GET /artifacts/<hash> gives them.';
comment on column reflux.artifacts.content_type is 'What the bytes are, as who kept them said.';
comment on column reflux.artifacts.created_at is 'When it was first kept.';
comment on column reflux.artifacts.kept_at is 'When it was last kept, to the hour.';
