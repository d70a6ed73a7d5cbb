-- How far a token reaches travels with what it deploys: a version keeps the reach of whoever deployed it, a
-- try that of whoever tried. Null is everything; so is what was deployed before there was this.
alter table reflux.flow_versions add column reach bigint[];
alter table reflux.runs add column reach bigint[];

-- What an admin lets a flow do beyond the reach of its version; for a version that reaches everything, what
-- is named here is all it may do.
create table reflux.flow_permits (
  flow_id    bigint primary key references reflux.flows (id) on delete cascade,
  calls      text[],
  hosts      text[],
  sql_role   text,
  reason     text,
  updated_at timestamptz not null default now(),
  updated_by text not null
);

-- What a secret is bound to, null for no bound, and the reach of whoever set its value.
alter table reflux.secrets
  add column flows text[],
  add column nodes text[],
  add column hosts text[],
  add column reach bigint[];

drop function if exists reflux_private.store_secret(text, bytea);
drop function if exists reflux_private.start_runs;
