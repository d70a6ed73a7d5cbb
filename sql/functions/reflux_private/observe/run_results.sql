-- How runs ended, of those that have: the output, or the error of the first
-- step that failed. Of those in `replying` also what their webhook.reply step
-- gave, as soon as it did. What callers of synchronous webhooks wait for.
create or replace function reflux_private.run_results(runs bigint[], replying bigint[] default '{}')
returns table (run_id bigint, state reflux.run_state, output jsonb, error jsonb, reason text, reply jsonb)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select
    r.id,
    r.state,
    case when r.state = 'succeeded' and p.reply is null then reflux_private.run_output(r.id) end,
    case r.state when 'failed' then (
      select s.error || jsonb_build_object('step', g.key)
      from reflux.steps s
      join reflux.graph_steps g on g.graph_id = r.graph_id and g.idx = s.idx
      where s.run_id = r.id and s.state = 'failed'
      order by s.finished_at, g.rank
      limit 1) end,
    r.reason,
    p.reply
  from reflux.runs r
  left join lateral (
    select coalesce(s.output, o.body) as reply
    from reflux.steps s
    join reflux.graph_steps g on g.graph_id = r.graph_id and g.idx = s.idx
    join reflux.nodes n on n.id = g.node_id and n.name = 'webhook.reply'
    left join reflux.outputs o on o.hash = s.output_hash
    where s.run_id = r.id and s.state = 'succeeded' and r.id = any (replying)
    order by s.finished_at, g.rank
    limit 1) p on true
  where r.id = any (runs) and (r.finished_at is not null or p.reply is not null)
$$;

comment on function reflux_private.run_results is
  'How finished runs ended, and what those that reply said. For the API''s login only.';
