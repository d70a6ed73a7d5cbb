comment on table reflux.flow_permits is '@behavior -insert -update -delete

What an admin permits a flow beyond the reach of whoever deployed it. See reflux.permit_flow.';
comment on column reflux.flow_permits.flow_id is 'The flow.';
comment on column reflux.flow_permits.calls is 'Flows it may call, by slug; * for any.';
comment on column reflux.flow_permits.hosts is
  'Hosts that are not public and that it may reach, as host or host:port; * for all that the workers allow.';
comment on column reflux.flow_permits.sql_role is
  'The database role of its SQL; null for none where the deployer''s reach is limited.';
comment on column reflux.flow_permits.reason is 'Why.';
comment on column reflux.flow_permits.updated_at is 'When it was permitted last.';
comment on column reflux.flow_permits.updated_by is 'Who permitted it.';
