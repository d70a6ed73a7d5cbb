-- Tries that ended, by minute: how many, how they ended, how long they
-- waited for a worker and how long they ran.
--   \set minutes 15
--   \i sql/debug/throughput.sql
\if :{?minutes}
\else
  \set minutes 15
\endif
select
  date_trunc('minute', finished_at) as minute,
  count(*) as tries,
  round(count(*) / 60.0, 1) as per_second,
  count(*) filter (where outcome = 'succeeded') as succeeded,
  count(*) filter (where outcome = 'failed') as failed,
  count(*) filter (where outcome = 'lost') as lost,
  round(1000 * percentile_cont(0.5) within group (
    order by extract(epoch from started_at - ready_at))::numeric, 1) as queued_p50_ms,
  round(1000 * percentile_cont(0.95) within group (
    order by extract(epoch from started_at - ready_at))::numeric, 1) as queued_p95_ms,
  round(1000 * percentile_cont(0.5) within group (
    order by extract(epoch from finished_at - started_at))::numeric, 1) as ran_p50_ms,
  round(1000 * percentile_cont(0.95) within group (
    order by extract(epoch from finished_at - started_at))::numeric, 1) as ran_p95_ms
from reflux.attempts
where wait is null and finished_at > now() - make_interval(mins => :minutes)
group by 1
order by 1;
