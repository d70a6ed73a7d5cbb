comment on table reflux.webhook_deliveries is 'The last 20,000 calls of webhooks, refused ones too.';
comment on column reflux.webhook_deliveries.id is 'Rises with each call.';
comment on column reflux.webhook_deliveries.flow_id is 'The flow that was called.';
comment on column reflux.webhook_deliveries.step is 'The key of its webhook step.';
comment on column reflux.webhook_deliveries.method is 'The HTTP method.';
comment on column reflux.webhook_deliveries.path is 'The path below /hooks/.';
comment on column reflux.webhook_deliveries.at is 'When the call came.';
comment on column reflux.webhook_deliveries.status is 'The HTTP status of the answer.';
comment on column reflux.webhook_deliveries.duration_ms is 'How long the answer took, in milliseconds.';
comment on column reflux.webhook_deliveries.bytes is 'How many bytes of body were read.';
comment on column reflux.webhook_deliveries.run_id is
  'The run it started, or had started before under its idempotency key.';
comment on column reflux.webhook_deliveries.code is 'The error code of a refused call.';
