-- What can run: nodes, flows, their immutable versions, and the graphs both versions and runs point to.

create table reflux.nodes (
  id           int generated always as identity primary key,
  name         text not null,
  version      int not null check (version > 0),
  manifest     jsonb not null,
  effects      text not null default 'external' check (effects in ('pure', 'idempotent', 'external')),
  kind         text not null default 'action' check (kind in ('action', 'trigger')),
  announced_at timestamptz not null default now(),
  constraint nodes_name_version unique (name, version),
  constraint name_is_namespace_verb check (name ~ '^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$')
);

create table reflux.flows (
  id              bigint generated always as identity primary key,
  slug            text not null unique,
  title           text,
  description     text,
  tags            text[] not null default '{}',
  enabled         boolean not null default true,
  layout          jsonb not null default '{}',
  current_version_id bigint,
  created_at      timestamptz not null default now(),
  archived_at     timestamptz,
  constraint slug_is_short_lowercase check (slug ~ '^[a-z0-9][a-z0-9_-]{0,62}$')
);

-- A graph is immutable and content-addressed. Its steps keep their `idx` when a graph is derived from
-- another one (a mutation, a fork), so that the step rows of a run stay valid when its graph changes.
create table reflux.graphs (
  id         bigint generated always as identity primary key,
  hash       bytea not null unique,
  document   jsonb not null,
  input_schema jsonb,
  roots      int[] not null,
  sinks      int not null,
  created_at timestamptz not null default now()
);

create table reflux.graph_steps (
  graph_id    bigint not null references reflux.graphs (id),
  idx         int not null,
  key         text not null,
  node_id     int not null references reflux.nodes (id),
  deps        int not null,
  sources     int[] not null,
  needs       int[] not null,
  need_keys   text[] not null,
  need_ports  text[] not null,
  out_ports   text[] not null,
  out_idx     int[] not null,
  join_any    boolean not null default false,
  races       boolean not null default false,
  on_error    text not null default 'fail' check (on_error in ('fail', 'continue', 'edge')),
  max_tries   smallint not null default 1,
  retry       jsonb not null default '{}',
  timeout_ms  int,
  chunk       smallint not null default 1,
  is_trigger  boolean not null default false,
  config      jsonb not null default '{}',
  options     jsonb not null default '{}',
  primary key (graph_id, idx),
  constraint graph_steps_by_key unique (graph_id, key),
  constraint edges_have_port_and_target check (cardinality(out_ports) = cardinality(out_idx))
);

create table reflux.flow_versions (
  id         bigint generated always as identity primary key,
  flow_id    bigint not null references reflux.flows (id),
  number     int not null,
  graph_id   bigint not null references reflux.graphs (id),
  note       text,
  author     text not null default current_user,
  created_at timestamptz not null default now(),
  constraint flow_versions_number unique (flow_id, number)
);
create index flow_versions_by_graph on reflux.flow_versions (graph_id);

alter table reflux.flows
  add foreign key (current_version_id) references reflux.flow_versions (id);

-- How the outside starts a flow; rewritten when a version becomes current.
create table reflux.webhooks (
  id      bigint generated always as identity primary key,
  flow_id bigint not null references reflux.flows (id) on delete cascade,
  step    text not null,
  path    text not null,
  method  text not null,
  config  jsonb not null,
  constraint webhooks_path_method unique (path, method)
);
create index webhooks_by_flow on reflux.webhooks (flow_id);

create table reflux.schedules (
  id       bigint generated always as identity primary key,
  flow_id  bigint not null references reflux.flows (id) on delete cascade,
  step     text not null,
  config   jsonb not null,
  next_at  timestamptz,
  last_at  timestamptz,
  last_run_id bigint,
  constraint schedules_flow_step unique (flow_id, step)
);

create table reflux.table_triggers (
  id         bigint generated always as identity primary key,
  flow_id    bigint not null references reflux.flows (id) on delete cascade,
  step       text not null,
  table_name text not null,
  config     jsonb not null,
  constraint table_triggers_flow_step unique (flow_id, step)
);
