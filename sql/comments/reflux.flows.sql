comment on table reflux.flows is '@behavior -insert -update -delete

A named, versioned workflow.';
comment on column reflux.flows.id is 'Identity.';
comment on column reflux.flows.slug is
  'The name in calls and URLs: lowercase letters, digits, - and _, up to 63.';
comment on column reflux.flows.title is 'The name for people.';
comment on column reflux.flows.description is 'What it is for.';
comment on column reflux.flows.tags is 'Words to find it by.';
comment on column reflux.flows.enabled is 'Off: its triggers and start_run start nothing; what runs goes on.';
comment on column reflux.flows.layout is 'Where the editor drew the steps. Not part of any version.';
comment on column reflux.flows.current_version_id is 'The version that starts when none is named.';
comment on column reflux.flows.created_at is 'When it was first deployed.';
comment on column reflux.flows.archived_at is
  'When it was archived: no triggers, no starts, its history stays. Deploying it brings it back.';
comment on column reflux.flows.decided_at is
  'When it was last enabled, disabled or archived; null where nobody did.';
comment on column reflux.flows.decided_by is 'Who did that.';
comment on column reflux.flows.decided_reason is 'Why, in their words.';
comment on column reflux.flows.keep_runs is
  'How long its finished runs are kept; 0: for ever; null: as settings.keep_runs says. See '
  'reflux.set_flow_retention.';
comment on column reflux.flows.on_failure_flow is
  'The flow that a failed run of this one starts; null: the one of the settings.';
comment on column reflux.flows.alerts is 'Off: its failures are counted and start no run.';
comment on column reflux.flows.source is
  'The YAML that was deployed last, with its comments and order; null where none was. Where it differs from '
  'a version, the version holds.';
