comment on table reflux.flow_versions is '@behavior -insert -update -delete

A version of a flow: immutable.';
comment on column reflux.flow_versions.id is 'Identity.';
comment on column reflux.flow_versions.flow_id is 'The flow.';
comment on column reflux.flow_versions.number is 'Counts from 1 in each flow.';
comment on column reflux.flow_versions.graph_id is 'Its graph. Versions with equal content share one.';
comment on column reflux.flow_versions.note is 'What its author said about it.';
comment on column reflux.flow_versions.author is 'Who deployed it.';
comment on column reflux.flow_versions.created_at is 'When it was deployed.';
comment on column reflux.flow_versions.reach is
  'The flows in reach of whoever deployed it, by id; null for all. What it may call, read and reach follows '
  'from that.';
