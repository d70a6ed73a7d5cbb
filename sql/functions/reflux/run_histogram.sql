-- Runs of a period by time and state, for a chart to brush. Of more than 100,000 runs only the newest are
-- counted, so the answer stays quick however long the history is. Planned for the values of each call: what
-- is left out is not asked for.
create or replace function reflux.run_histogram(
  created_after timestamptz,
  created_before timestamptz,
  buckets int default 32,
  flow text default null)
returns table (at timestamptz, state reflux.run_state, count int) language plpgsql stable
set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_column
begin
  return query
    select
      created_after + (b.bucket - 1) * (created_before - created_after) / least(greatest(buckets, 1), 200),
      b.state,
      count(*)::int
    from (
      select
        width_bucket(
          extract(epoch from r.created_at),
          extract(epoch from created_after),
          extract(epoch from created_before),
          least(greatest(buckets, 1), 200)) as bucket,
        r.state
      from reflux.runs r
      where r.created_at >= created_after and r.created_at < created_before
        and created_after < created_before
        and (run_histogram.flow is null
          or r.flow_id = (select f.id from reflux.flows f where f.slug = run_histogram.flow))
      order by r.id desc
      limit 100000) b
    group by b.bucket, b.state
    order by 1, 2;
end $$;

comment on function reflux.run_histogram is
  'Runs of a period by time and state, in up to 200 buckets of equal length; empty ones are left out.';
