-- Who enabled, disabled or archived a flow last, and why: it was asked for and kept nowhere.
alter table reflux.flows
  add column decided_at timestamptz,
  add column decided_by text,
  add column decided_reason text;
