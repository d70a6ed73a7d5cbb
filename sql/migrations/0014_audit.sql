-- Who did what to the installation, when and from where. Written by triggers of the tables that are administered, so by
-- whatever door the change came; never changed, by nobody (sql/triggers/reflux.audit.sql).
create table reflux.audit (
  id       bigint generated always as identity primary key,
  at       timestamptz not null default clock_timestamp(),
  actor    text not null,
  role     text not null,
  login    text not null,
  token_id bigint,
  door     text not null,
  address  text,
  act      text not null,
  object   text not null,
  before   jsonb,
  after    jsonb,
  reason   text
);
create index audit_by_object on reflux.audit (object, id desc);

-- It also answers with the secret that a webhook was signed with before (old_secret).
drop function if exists reflux_private.find_webhook(text, text);
