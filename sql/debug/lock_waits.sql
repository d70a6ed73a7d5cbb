-- Who waits for whom: sessions that wait for a lock, and the sessions that hold it. A person's open
-- transaction on a run shows here, and the workers answer `busy` for that run meanwhile.
--   \i sql/debug/lock_waits.sql
select
  w.pid as waits,
  w.application_name as who,
  now() - w.query_start as for_,
  left(w.query, 60) as with_,
  b.pid as for_pid,
  b.application_name as held_by,
  b.state as holder_is,
  now() - b.xact_start as holder_open_for,
  left(b.query, 60) as holder_ran
from pg_stat_activity w
cross join lateral unnest(pg_blocking_pids(w.pid)) h(pid)
join pg_stat_activity b on b.pid = h.pid
where w.datname = current_database()
order by w.query_start;

-- Transactions that have been open for long: what they locked, nobody else can have.
select
  pid,
  application_name as who,
  state,
  now() - xact_start as open_for,
  left(query, 80) as last_query
from pg_stat_activity
where datname = current_database() and xact_start < now() - interval '10 seconds'
order by xact_start;
