comment on table reflux.webhooks is '@behavior -insert -update -delete

The paths that start flows: rewritten when a version becomes current.';
comment on column reflux.webhooks.id is 'Identity.';
comment on column reflux.webhooks.flow_id is 'The flow.';
comment on column reflux.webhooks.step is 'The key of its webhook step.';
comment on column reflux.webhooks.path is 'The path below /hooks/, without slashes at the ends.';
comment on column reflux.webhooks.method is 'The HTTP method.';
comment on column reflux.webhooks.config is 'The config of the step.';
