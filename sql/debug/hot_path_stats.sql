-- How the hot tables fare: are updates HOT, do dead rows pile up, does
-- anybody read a table whole, are indexes used.
--   \i sql/debug/hot_path_stats.sql
select
  relname as table,
  n_live_tup as rows,
  n_dead_tup as dead,
  n_tup_ins as inserted,
  n_tup_upd as updated,
  round(100.0 * n_tup_hot_upd / nullif(n_tup_upd, 0), 1) as hot_percent,
  seq_scan,
  seq_tup_read,
  idx_scan,
  pg_size_pretty(pg_total_relation_size(relid)) as size,
  last_autovacuum
from pg_stat_user_tables
where schemaname in ('reflux', 'reflux_private') and relname !~ '_\d{8}$'
  or (schemaname, relname) = ('graphile_worker', '_private_jobs')
order by n_tup_upd + n_tup_ins desc
limit 20;

select
  relname as table,
  indexrelname as index,
  idx_scan,
  idx_tup_read,
  pg_size_pretty(pg_relation_size(indexrelid)) as size
from pg_stat_user_indexes
where schemaname = 'reflux' and relname in ('runs', 'steps', 'attempts')
order by relname, idx_scan desc;

-- Empty unless track_functions is 'pl' or 'all'.
select
  funcname as function,
  calls,
  round(total_time::numeric, 1) as total_ms,
  round((total_time / nullif(calls, 0))::numeric, 3) as per_call_ms,
  round(self_time::numeric, 1) as self_ms
from pg_stat_user_functions
where schemaname = 'reflux_private'
order by total_time desc
limit 15;
