-- The gate: the one function that leases steps which need a decision before they start. Places come as
-- reflux_private.lease_places has them, which passes these over. What it asks for is a place under a
-- concurrency key: a step stands in line, and is leased when it is its turn; if not, it sleeps there, and no
-- attempt is counted. A key with expressions only a worker can tell: then the verdict is `untold`, the step
-- stays ready, and the worker answers by reflux_private.tell_slot_key. `left_keys`: steps under these have
-- just ended, and who is next is called.
-- Lock order: keys by name, the last thing that a transaction waits for; so it is called once, at the end.
-- Runs and steps before that are only tried. An ended step that is not committed yet counts as running: its
-- flush comes to the key after this one, and calls who was put in line.
create or replace function reflux_private.lease_gated(
  worker bigint,
  run_ids bigint[],
  idxs int[],
  scopes text[],
  quarantines boolean[],
  losses_before_quarantine int,
  offered boolean default false,
  left_keys text[] default '{}')
returns setof reflux_private.lease language plpgsql volatile set search_path = pg_catalog, pg_temp
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off
set plan_cache_mode = force_generic_plan set jit = off as $$
declare
  v_comers reflux_private.handed[];
  v_refs reflux_private.step_ref[];
  v_untold reflux_private.handed[];
  v_free reflux_private.step_ref[];
  v_queued bigint[];
  v_keys text[];
  v_key text;
begin
  -- Who comes: ready, or due for another try.
  with place as (
    select p.run_id, p.idx, p.scope, p.quarantine, p.lane::int - 1 as lane
    from unnest(run_ids, idxs, scopes, quarantines) with ordinality
      p(run_id, idx, scope, quarantine, lane)),
  run as (
    select r.id, r.graph_id
    from reflux.runs r
    where r.id = any (run_ids) and r.state in ('queued', 'running')
    order by r.id
    for key share skip locked),
  comer as (
    select s.run_id, s.idx, s.scope, s.attempt, r.graph_id, p.lane
    from place p
    join run r on r.id = p.run_id
    join reflux.steps s on s.run_id = p.run_id and s.idx = p.idx and s.scope = p.scope
    where s.gated
      and (s.state = 'ready'
        or s.state = 'sleeping' and s.wait = 'retry' and s.wake_at <= reflux_private.clock())
      and (s.losses = 0 or coalesce(p.quarantine, false)
        or s.losses < lease_gated.losses_before_quarantine)
    order by s.run_id, s.idx, s.scope
    for update of s skip locked)
  select array_agg(reflux_private.handed(c.run_id, c.idx, c.scope, c.attempt, c.graph_id, c.lane))
  into v_comers
  from comer c;

  -- A run whose first step comes here runs. Where it is held, another step of it is leased this moment: ask
  -- again.
  with held as (
    select r.id
    from reflux.runs r
    where r.id in (select c.run_id from unnest(v_comers) c) and r.state = 'queued'
    order by r.id
    for no key update skip locked),
  begun as (
    update reflux.runs r
    set state = 'running', started_at = coalesce(r.started_at, reflux_private.clock())
    from held h
    where r.id = h.id
    returning r.id)
  select array_agg(b.id) into v_queued
  from begun b;
  if v_queued is not null then
    perform reflux_private.announce(v_queued);
  end if;
  return query
    select (r.reply).*
    from (
      select reflux_private.lease(
          'busy',
          lane => case when not offered then c.lane end,
          offer => case when offered then c.lane end,
          run_id => c.run_id,
          idx => c.idx,
          scope => c.scope) as reply
      from unnest(v_comers) c
      join reflux.runs r on r.id = c.run_id
      where r.state = 'queued') r;
  if found then
    v_comers := array(
      select c from unnest(v_comers) c join reflux.runs r on r.id = c.run_id where r.state <> 'queued');
  end if;

  -- Stand in line, those whose key is known. What a person's try has pinned does not run, and needs no place.
  with comer as (
    select
      c.run_id,
      c.idx,
      c.scope,
      r.pinned and coalesce(g.options -> 'pin' ? 'output', false) as is_free,
      (g.options -> 'concurrency' ->> 'limit')::int as places,
      coalesce(g.options -> 'concurrency' ->> 'key', f.slug || '.' || g.key) as key
    from unnest(v_comers) c
    join reflux.steps s on s.run_id = c.run_id and s.idx = c.idx and s.scope = c.scope
    join reflux.runs r on r.id = c.run_id
    join reflux.flows f on f.id = r.flow_id
    join reflux.graph_steps g on g.graph_id = c.graph_id and g.idx = c.idx
    where s.slot_key is null),
  standing as (
    update reflux.steps s set
      slot_key = reflux_private.slot_key_of(c.run_id, c.key),
      slot_limit = c.places,
      slot_since = reflux_private.clock()
    from comer c
    where s.run_id = c.run_id and s.idx = c.idx and s.scope = c.scope
      and not c.is_free and strpos(c.key, '{{') = 0)
  select
    array_agg(row(c.run_id, c.idx, c.scope)::reflux_private.step_ref) filter (where c.is_free),
    array_agg(reflux_private.handed(c.run_id, c.idx, c.scope, t.attempt, t.graph_id, t.lane))
      filter (where not c.is_free and strpos(c.key, '{{') > 0)
  into v_free, v_untold
  from comer c
  join unnest(v_comers) t on t.run_id = c.run_id and t.idx = c.idx and t.scope = c.scope;

  -- One at a time under a key.
  v_refs := array(
    select row(c.run_id, c.idx, c.scope)::reflux_private.step_ref from unnest(v_comers) c);
  v_keys := array(
    select s.slot_key
    from unnest(v_refs) c
    join reflux.steps s on s.run_id = c.run_id and s.idx = c.idx and s.scope = c.scope
    where s.slot_key is not null
    union
    select unnest(left_keys)
    order by 1);
  foreach v_key in array v_keys loop
    perform reflux_private.lock_slot_key(v_key);
  end loop;

  -- Lease those whose turn it is; the others sleep.
  with turn as (
    select f.run_id, f.idx, f.scope
    from unnest(v_free) f
    union all
    select t.run_id, t.idx, t.scope
    from reflux_private.slot_turns(v_keys, v_refs) t),
  decided as (
    select c.*, t.run_id is not null as goes
    from unnest(v_comers) c
    left join turn t on t.run_id = c.run_id and t.idx = c.idx and t.scope = c.scope
    where not exists (
      select from unnest(v_untold) u
      where u.run_id = c.run_id and u.idx = c.idx and u.scope = c.scope)),
  moved as (
    update reflux.steps s set
      state = case when d.goes then 'running' else 'sleeping' end::reflux.step_state,
      wait = case when not d.goes then 'slot'::reflux.wait_kind end,
      wake_at = null,
      slot_since = case when not d.goes then s.slot_since end,
      attempt = s.attempt + d.goes::int,
      worker_id = case when d.goes then worker end,
      started_at = case when d.goes then reflux_private.clock() else s.started_at end,
      error = case when s.quiet or not d.goes then s.error end
    from decided d
    where s.run_id = d.run_id and s.idx = d.idx and s.scope = d.scope
    returning s.run_id, s.idx, s.scope, s.attempt, s.state, d.graph_id, d.lane)
  select array_agg(reflux_private.handed(m.run_id, m.idx, m.scope, m.attempt, m.graph_id, m.lane))
    filter (where m.state = 'running')
  into v_comers
  from moved m;
  if v_comers is not null then
    return query select * from reflux_private.leased_steps(v_comers, offered => offered);
  end if;
  if v_untold is not null then
    return query select * from reflux_private.leased_steps(v_untold, 'untold', offered);
  end if;

  -- Call who is next where a place came free.
  if left_keys <> '{}' then
    perform reflux_private.call_lines(left_keys);
  end if;
end $$;

comment on function reflux_private.lease_gated is
  'Leases steps that need a decision before they start; the only function that does.';
