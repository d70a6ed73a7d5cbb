-- Computed column: how long a flow takes, from its last 200 runs, so
-- that the cost does not grow with its history.
create or replace function reflux.flows_p95_ms(flow reflux.flows)
returns double precision language sql stable set search_path = pg_catalog, pg_temp as $$
  select percentile_cont(0.95) within group (
    order by extract(epoch from r.finished_at - r.created_at)::double precision * 1000)
  from (
    select x.finished_at, x.created_at
    from reflux.runs x
    where x.flow_id = flow.id
    order by x.id desc
    limit 200) r
  where r.finished_at is not null
$$;

comment on function reflux.flows_p95_ms is
  'The 95th percentile of the durations of the flow''s last 200 runs, in milliseconds.';
