comment on table reflux.artifact_refs is '@behavior -insert -update -delete

Which runs keep an artifact: as long as one does, it stays, and nobody else reads it.';
comment on column reflux.artifact_refs.run_id is
  'The run; null for what was kept before there was this table.';
comment on column reflux.artifact_refs.hash is 'The artifact.';
comment on column reflux.artifact_refs.idx is
  'The step that kept it; null for what the run was started with.';
comment on column reflux.artifact_refs.scope is 'The scope of the step.';
comment on column reflux.artifact_refs.attempt is 'The attempt that kept it.';
comment on column reflux.artifact_refs.content_type is 'What the bytes are, as who kept them said.';
comment on column reflux.artifact_refs.name is 'The name of the file, as who kept them said.';
comment on column reflux.artifact_refs.created_at is 'When it was kept.';
