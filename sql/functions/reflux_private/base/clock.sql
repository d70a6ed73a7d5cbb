-- The time of the engine: that of the server, also within a long transaction. All engine SQL asks here, so
-- that a database of tests can have a time of its own (db/testing/time.ts replaces this function). What
-- belongs to the server or to graphile-worker (sessions, jobs) is compared with clock_timestamp().
-- Without `set`, so that it is inlined and costs nothing; it names what it calls in full.
create or replace function reflux_private.clock()
returns timestamptz language sql volatile parallel safe as $$
  select pg_catalog.clock_timestamp()
$$;

comment on function reflux_private.clock is 'The time of the engine; a database of tests has its own.';
