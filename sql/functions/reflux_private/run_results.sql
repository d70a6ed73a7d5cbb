-- How runs ended, of those that have: the output, or the error of the first step that failed. What callers of
-- synchronous webhooks wait for.
create or replace function reflux_private.run_results(runs bigint[])
returns table (run_id bigint, state reflux.run_state, output jsonb, error jsonb, reason text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select r.id, r.state, case r.state when 'succeeded' then reflux_private.run_output(r.id) end,
    case r.state when 'failed' then (select s.error || jsonb_build_object('step', g.key) from reflux.steps s
      join reflux.graph_steps g on g.graph_id = r.graph_id and g.idx = s.idx
      where s.run_id = r.id and s.state = 'failed' order by s.finished_at, s.idx limit 1) end, r.reason
  from reflux.runs r where r.id = any (runs) and r.finished_at is not null
$$;

comment on function reflux_private.run_results is 'How finished runs ended. For the API''s login only.';
