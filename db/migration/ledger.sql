-- What the runner knows about this database. Small, plain tables: `select * from reflux_private.migrations`.
create schema if not exists reflux_private;

create table if not exists reflux_private.migrations (
  number int primary key,
  name text not null,
  sha256 text not null,
  breaking boolean not null,
  applied_at timestamptz not null default now()
);
comment on table reflux_private.migrations is
  'Migrations that ran here, once each. An edited file is refused by its hash.';

create table if not exists reflux_private.objects (
  path text primary key,
  sha256 text not null,
  applied_at timestamptz not null default now()
);
comment on table reflux_private.objects is
  'Object files (functions, views, triggers, access, comments) as last applied.';

create table if not exists reflux_private.programs (
  name text primary key,
  version text not null,
  applied_at timestamptz not null default now()
);
comment on table reflux_private.programs is
  'Newest version of each program that applied its schema: an older one leaves the objects alone.';

create table if not exists reflux_private.migrating (
  only_row boolean primary key default true check (only_row)
);
insert into reflux_private.migrating default values on conflict do nothing;
comment on table reflux_private.migrating is
  'One row, locked by whoever migrates this database: one at a time.';

create table if not exists reflux_private.logins (
  role text primary key,
  password text not null
);
-- Null: the role itself. Asked first, since to add a column locks the table.
do $$
begin
  if not exists (select from pg_catalog.pg_attribute
    where attrelid = 'reflux_private.logins'::regclass and attname = 'login' and not attisdropped) then
    alter table reflux_private.logins add column login text;
  end if;
end $$;
comment on table reflux_private.logins is
  'Names and passwords of the unprivileged logins. Readable by the owner only; delete a row and migrate to '
  'change one.';
