comment on table reflux.nodes is '@behavior -insert -update -delete

The nodes workers have announced: what a step can do. A row stays when its workers go.';
comment on column reflux.nodes.id is 'Identity; what graphs refer to.';
comment on column reflux.nodes.name is 'namespace.verb, as flows name it.';
comment on column reflux.nodes.version is
  'Rises with each incompatible change. Runs stay on the version they started with.';
comment on column reflux.nodes.manifest is
  'The manifest as announced: title, schemas of config, input and output, ports, retry, time limit.';
comment on column reflux.nodes.effects is
  'pure: same input, same output; idempotent: safe to repeat; external: repeated under one idempotency key.';
comment on column reflux.nodes.kind is 'action, or trigger: starts runs.';
comment on column reflux.nodes.announced_at is 'When a worker first announced it.';
