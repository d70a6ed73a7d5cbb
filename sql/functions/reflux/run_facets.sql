-- How many runs there are in each state, for a flow and a period. Counting stops at 10,000 per state
-- (`more`), so the answer stays quick however long the history is. Planned for the values of each call: what
-- is left out is not asked for.
create or replace function reflux.run_facets(
  flow text default null,
  created_after timestamptz default null,
  created_before timestamptz default null)
returns table (state reflux.run_state, count int, more boolean) language plpgsql stable
set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_column
begin
  return query
    select s.state, least(c.n, 10000)::int, c.n > 10000
    from unnest(enum_range(null::reflux.run_state)) s(state)
    cross join lateral (
      select count(*) as n
      from (
        select from reflux.runs r
        where r.state = s.state
          and (run_facets.flow is null
            or r.flow_id = (select f.id from reflux.flows f where f.slug = run_facets.flow))
          and (created_after is null or r.created_at >= created_after)
          and (created_before is null or r.created_at < created_before)
        limit 10001) x) c
    order by s.state;
end $$;

comment on function reflux.run_facets is
  'Runs by state for a flow and a period; each count stops at 10,000, and `more` says so.';
