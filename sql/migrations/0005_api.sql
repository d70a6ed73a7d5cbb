-- What the API keeps for people: the last calls of webhooks, and how a token looks without being one.

-- The last calls, not all of them: reflux_private.note_deliveries writes in batches and caps the table. A call keeps
-- flow, method and path, because a webhook's row is replaced by each deploy.
create table reflux.webhook_deliveries (
  id          bigint generated always as identity primary key,
  flow_id     bigint not null,
  step        text not null,
  method      text not null,
  path        text not null,
  at          timestamptz not null,
  status      smallint not null check (status between 100 and 599),
  duration_ms real not null,
  bytes       int not null default 0,
  run_id      bigint,
  code        text
);
create index webhook_deliveries_by_flow on reflux.webhook_deliveries (flow_id, id desc);

alter table reflux.api_tokens
  add column hint       text,
  add column created_by text;

-- Runs arrive in the order of time, so a few pages of index find a period among millions of them.
create index runs_by_time on reflux.runs using brin (created_at) with (pages_per_range = 16, autosummarize = on);
