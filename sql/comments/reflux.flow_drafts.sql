comment on table reflux.flow_drafts is '@behavior -insert -update -delete

The unfinished next version of a flow, one each.';
comment on column reflux.flow_drafts.flow_id is 'The flow.';
comment on column reflux.flow_drafts.document is 'The document; it may have defects.';
comment on column reflux.flow_drafts.base_version is 'The number of the version it was begun from.';
comment on column reflux.flow_drafts.revision is
  'Rises with each save; a save names the one it knows (RFC02 when another came between).';
comment on column reflux.flow_drafts.author is 'Who saved last.';
comment on column reflux.flow_drafts.updated_at is 'When.';
comment on column reflux.flow_drafts.source is
  'The YAML that the document was last read from, with its comments and order. Where the two differ, the '
  'document holds.';
comment on column reflux.flow_drafts.unfinished is
  'What is typed and no value yet, by its place: steps.ask.config.body, or source. While there is any, '
  'nothing is published.';
