-- What a step in line under a concurrency key waits for: how many places there are, who has them, and how
-- many stand before it. Flows that the caller does not see are not named.
create or replace function reflux_private.slot_hint(slot_key text, run_id bigint, idx int, scope text)
returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  with held as (
    select
      count(*) as places,
      string_agg(format('run %s %s', s.run_id, g.key), ', ' order by s.run_id, s.idx, s.scope)
        filter (where reflux_private.sees_flow(r.flow_id)) as holders
    from reflux.steps s
    join reflux.runs r on r.id = s.run_id
    join reflux.graph_steps g on g.graph_id = r.graph_id and g.idx = s.idx
    where s.slot_key = slot_hint.slot_key and s.slot_since is null and s.state = 'running')
  select format(
    '%s of %s places taken%s; %s before it in line. Who: sql/debug/slots.sql',
    h.places,
    m.slot_limit,
    ' by ' || nullif(left(h.holders, 200), ''),
    (
      select count(*)
      from reflux.steps s
      where s.slot_key = m.slot_key and s.slot_since is not null
        and (s.slot_since, s.run_id, s.idx, s.scope) < (m.slot_since, m.run_id, m.idx, m.scope)))
  from held h, reflux.steps m
  where m.run_id = slot_hint.run_id and m.idx = slot_hint.idx and m.scope = slot_hint.scope
$$;

comment on function reflux_private.slot_hint is
  'What a step in line under a concurrency key waits for: places, holders, and those before it.';
