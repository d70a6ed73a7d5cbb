-- Outputs are not artifacts. Large outputs keep the table they stand in, under their own name; bytes get
-- one of their own, stand in pieces beside it, and are held by rows: who kept them, and may read them.
create table reflux_private.artifact_parts (
  location uuid not null,
  part     int not null,
  content  bytea not null,
  primary key (location, part)
);
-- Bytes do not shrink twice: most are packed already.
alter table reflux_private.artifact_parts alter column content set storage external;

-- Bytes that are being written, by the attempt that writes them.
create table reflux_private.artifact_uploads (
  location   uuid primary key,
  run_id     bigint not null,
  idx        int not null,
  scope      text not null,
  attempt    int not null,
  created_at timestamptz not null default reflux_private.clock()
);

-- What the last release kept is copied before anything is locked.
insert into reflux_private.artifact_parts (location, part, content)
select md5(a.hash)::uuid, p.part, substring(a.content from p.part * 524288 + 1 for 524288)
from reflux.artifacts a
cross join generate_series(0, greatest(a.bytes - 1, 0) / 524288) p(part)
where a.content is not null;

-- Until the functions are there again, workers of the last release are told to ask once more.
drop function if exists reflux_private.waiting_priority();
drop function if exists reflux_private.lease_places;
drop function if exists reflux_private.put_artifact(bytea, text);
drop function if exists reflux_private.artifact_content(text);

alter table reflux.artifacts rename to outputs;
alter index reflux.artifacts_pkey rename to outputs_pkey;
drop policy if exists may_read on reflux.outputs;
alter table reflux.steps rename column artifact to output_hash;
alter index reflux.steps_by_artifact rename to steps_by_output;

create table reflux.artifacts (
  hash       text primary key,
  bytes      bigint not null constraint bytes_are_counted check (bytes >= 0),
  store      text not null,
  location   text not null,
  created_at timestamptz not null default reflux_private.clock()
);
-- Where `run_id` is null nobody remembers who kept it: the last release did not. `idx` is null for what came
-- with the run's start.
create table reflux.artifact_refs (
  run_id       bigint,
  hash         text not null,
  idx          int,
  scope        text,
  attempt      int,
  content_type text not null,
  name         text,
  created_at   timestamptz not null default reflux_private.clock()
);
create unique index artifact_refs_once
  on reflux.artifact_refs (run_id, hash, idx, scope, attempt) nulls not distinct;
create index artifact_refs_by_hash on reflux.artifact_refs (hash);

-- What came since the copy began.
insert into reflux_private.artifact_parts (location, part, content)
select md5(a.hash)::uuid, p.part, substring(a.content from p.part * 524288 + 1 for 524288)
from reflux.outputs a
cross join generate_series(0, greatest(a.bytes - 1, 0) / 524288) p(part)
where a.content is not null
  and not exists (select from reflux_private.artifact_parts k where k.location = md5(a.hash)::uuid);
insert into reflux.artifacts (hash, bytes, store, location, created_at)
select a.hash, a.bytes, 'postgres', md5(a.hash)::uuid, a.created_at
from reflux.outputs a
where a.content is not null;
insert into reflux.artifact_refs (hash, content_type)
select a.hash, a.content_type
from reflux.outputs a
where a.content is not null;

delete from reflux.outputs where content is not null;
alter table reflux.outputs
  drop column content,
  drop column content_type,
  drop column kept_at,
  alter column body set not null;

alter table reflux.settings
  add column max_artifact_bytes bigint not null default 104857600
    constraint artifacts_have_room check (max_artifact_bytes > 0);
