-- Opens scopes for steps that asked for them and sleep now: a row each, with its item, and the first steps
-- of its body, ready. An opening is {items, names?, leave?}: the step is woken when no more than `leave`
-- (0) of its scopes are open. Without items it only waits on. A scope is named after its step and its
-- name, else its index, `each[17]`; behind a re-drive of the step, which drops the scopes of before,
-- `each[17]~1`, so that no attempt and no effect of before is taken for a new one. Returns the places to
-- ring for. Errors: RFV04, RFV23, RFV26, RFL12, RFC03. The caller holds the runs `for no key update`, or
-- more.
create or replace function reflux_private.open_scopes(steps reflux_private.step_ref[], openings jsonb[])
returns reflux_private.place[] language plpgsql volatile set search_path = pg_catalog, pg_temp
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off
set plan_cache_mode = force_generic_plan set jit = off as $$
declare
  v_one record;
  v_wanted int;
  v_opened int;
  v_places reflux_private.place[];
  v_woken reflux_private.place[];
begin
  -- Guard.
  for v_one in
    select g.key, d.opening, d.opening -> 'items' as items, g.body_roots = '{}' as bodiless,
      coalesce(s.scopes_opened, 0) as before
    from unnest(open_scopes.steps, open_scopes.openings) d(run_id, idx, scope, opening)
    join reflux.runs r on r.id = d.run_id
    join reflux.graph_steps g on g.graph_id = r.graph_id and g.idx = d.idx
    join reflux.steps s on s.run_id = d.run_id and s.idx = d.idx and s.scope = d.scope
  loop
    perform reflux_private.require_measure(v_one.opening, 'what the step opens scopes for');
    perform reflux_private.require_openable(v_one.key, v_one.opening, v_one.bodiless, v_one.before);
    v_wanted := coalesce(v_wanted, 0) + jsonb_array_length(v_one.items);
  end loop;

  -- The scopes, and the first steps of each.
  with owner as materialized (
    select
      d.run_id, d.idx, d.scope, d.opening,
      r.graph_id,
      r.priority,
      r.state in ('queued', 'running') as runnable,
      g.body_roots,
      g.body_sinks,
      case when d.scope = '' then '' else d.scope || '/' end || g.key || '[' as head,
      ']' || coalesce('~' || nullif(s.epoch, 0), '') as tail,
      coalesce(s.scopes_opened, 0) as before
    from unnest(open_scopes.steps, open_scopes.openings) d(run_id, idx, scope, opening)
    cross join lateral (
      select r.graph_id, r.priority, r.state from reflux.runs r where r.id = d.run_id limit 1) r
    cross join lateral (
      select g.key, g.body_roots, g.body_sinks
      from reflux.graph_steps g
      where g.graph_id = r.graph_id and g.idx = d.idx
      limit 1) g
    cross join lateral (
      select s.epoch, s.scopes_opened
      from reflux.steps s
      where s.run_id = d.run_id and s.idx = d.idx and s.scope = d.scope
      limit 1) s),
  opened as (
    insert into reflux.scopes (run_id, scope, idx, parent, index, open_ends, opened_at, item)
    select
      o.run_id,
      o.head || coalesce(i.name, (o.before + i.n - 1)::text) || o.tail,
      o.idx,
      o.scope,
      o.before + i.n - 1,
      o.body_sinks,
      reflux_private.clock(),
      i.item
    from owner o
    cross join lateral rows from (
      jsonb_array_elements(o.opening -> 'items'),
      jsonb_array_elements_text(coalesce(o.opening -> 'names', '[]'))) with ordinality i(item, name, n)
    on conflict do nothing
    returning run_id, scope, idx, parent),
  begun as (
    insert into reflux.steps (run_id, idx, scope, state, ready_at, gated)
    select c.run_id, b.idx, c.scope, 'ready', reflux_private.clock(), case when g.gated then true end
    from opened c
    cross join lateral (
      select o.graph_id, o.body_roots from owner o
      where o.run_id = c.run_id and o.idx = c.idx and o.scope = c.parent
      limit 1) o
    cross join lateral unnest(o.body_roots) b(idx)
    cross join lateral (
      select g.gated from reflux.graph_steps g where g.graph_id = o.graph_id and g.idx = b.idx limit 1) g
    returning run_id, idx, scope)
  select
    (select count(*) from opened),
    (
      select array_agg(reflux_private.place(b.run_id, b.idx, b.scope, g.node_id, g.chunk, o.priority))
      from begun b
      cross join lateral (
        select o.graph_id, o.priority, o.runnable from owner o where o.run_id = b.run_id limit 1) o
      cross join lateral (
        select g.node_id, g.chunk
        from reflux.graph_steps g
        where g.graph_id = o.graph_id and g.idx = b.idx
        limit 1) g
      where o.runnable)
  into v_opened, v_places;
  if v_opened < v_wanted then
    perform reflux_private.fail('RFC03',
      format('%s of %s scopes have a name that is taken', v_wanted - v_opened, v_wanted), null,
      'A step opens each name once.');
  end if;

  -- The owners wait for them; for none, where the last ended meanwhile.
  with counted as (
    update reflux.steps s set
      scopes_opened = coalesce(s.scopes_opened, 0) + n.more,
      scopes_ended = coalesce(s.scopes_ended, 0),
      scopes_failed = coalesce(s.scopes_failed, 0),
      scopes_leave = least(n.leave, greatest(coalesce(s.scopes_opened - s.scopes_ended, 0) + n.more - 1, 0)),
      state = case when n.more = 0 and s.scopes_opened = s.scopes_ended
        then 'ready' else s.state end::reflux.step_state,
      wait = case when n.more > 0 or s.scopes_opened > s.scopes_ended then s.wait end,
      ready_at = case when n.more = 0 and s.scopes_opened = s.scopes_ended
        then reflux_private.clock() else s.ready_at end
    from (
      select d.run_id, d.idx, d.scope, jsonb_array_length(d.opening -> 'items') as more,
        coalesce((d.opening ->> 'leave')::int, 0) as leave
      from unnest(open_scopes.steps, open_scopes.openings) d(run_id, idx, scope, opening)) n
    where s.run_id = n.run_id and s.idx = n.idx and s.scope = n.scope
    returning s.run_id, s.idx, s.scope, s.state)
  select array_agg(reflux_private.place(c.run_id, c.idx, c.scope, g.node_id, 1, r.priority))
  into v_woken
  from counted c
  join reflux.runs r on r.id = c.run_id and r.state in ('queued', 'running')
  join reflux.graph_steps g on g.graph_id = r.graph_id and g.idx = c.idx
  where c.state = 'ready';
  return coalesce(v_places, '{}') || coalesce(v_woken, '{}');
end $$;

comment on function reflux_private.open_scopes is
  'Opens scopes for steps that repeat a part of the graph; the only function that does.';
