-- Who may do what. Rights are grants and policies (sql/access); these are the tables behind them.

-- Only a hash is kept; the token itself is shown once.
create table reflux.api_tokens (
  id           bigint generated always as identity primary key,
  name         text not null,
  role         text not null check (role in ('viewer', 'operator', 'editor', 'admin')),
  flows        text[],
  hash         bytea not null unique,
  created_at   timestamptz not null default now(),
  expires_at   timestamptz,
  last_used_at timestamptz,
  revoked_at   timestamptz
);

-- Values are encrypted by the program before they come here; the key never does.
create table reflux.secrets (
  name         text primary key check (name ~ '^[A-Za-z_][A-Za-z0-9_]{0,62}$'),
  ciphertext   bytea not null,
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  last_used_at timestamptz
);

create table reflux.flow_drafts (
  flow_id    bigint primary key references reflux.flows (id) on delete cascade,
  document   jsonb not null,
  base_version int,
  revision   int not null default 1,
  author     text not null default current_user,
  updated_at timestamptz not null default now()
);
