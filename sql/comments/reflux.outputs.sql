comment on table reflux.outputs is '@behavior -insert -update -delete

Outputs above settings.inline_output_bytes, by content.';
comment on column reflux.outputs.hash is 'sha256 of the output''s text.';
comment on column reflux.outputs.bytes is 'The size of the text.';
comment on column reflux.outputs.body is 'The output.';
comment on column reflux.outputs.created_at is 'When it was first kept.';
