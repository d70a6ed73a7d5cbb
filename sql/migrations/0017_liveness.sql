-- A worker lives by taking work: when it last heard from the queue stands beside when it was last seen.
alter table reflux.workers
  add column heard_at timestamptz not null default clock_timestamp(),
  add column deaf boolean not null generated always as (seen_at - heard_at > interval '10 seconds') stored;
drop function if exists reflux_private.renew_worker(bigint, int, text[]);
drop function if exists reflux_private.readiness();
drop function if exists reflux.health();

-- A wait of so long is measured by the clock that ends it: a worker's idea of the time is a lease old.
alter type reflux_private.outcome add attribute wake_in_ms double precision;

-- It says what it left undone.
drop function if exists reflux_private.keep_partitions();

-- Only one call of a transaction waits for concurrency keys.
drop function if exists reflux_private.release_slots(reflux_private.handed[], reflux_private.handed[]);
