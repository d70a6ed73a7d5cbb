-- What differs from one installation to the next and is no secret: an address, a limit, a name. Expressions read them as
-- vars.<name>, so that the same flow file goes everywhere.
create table reflux.vars (
  name       text primary key constraint named_as_expressions_write check (name ~ '^[A-Za-z_][A-Za-z0-9_]{0,62}$'),
  value      jsonb not null,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp()
);
