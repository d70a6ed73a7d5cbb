-- A worker gives back a step that it may not run and another may: the secret's key is not with it, or its
-- operator does not let it reach a host. `needs`: {key} or {host}. The step is handed to a worker that lives,
-- is said to be fit and has not given it back since it became ready; no try is charged. False, and nothing is
-- done, where there is none: then it is a failure. Whether an allow-list lets a name through only its worker
-- can tell: fit is who allows something that this one does not.
-- A place under a concurrency key goes with it.
-- Lock order: the run, its step.
create or replace function reflux_private.give_back(
  worker bigint,
  run_id bigint,
  idx int,
  scope text,
  attempt int,
  error jsonb,
  needs jsonb)
returns boolean language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp set lock_timeout = '10s' as $$
declare
  v_run reflux.runs;
  v_step reflux.steps;
  v_other bigint;
  v_now timestamptz;
begin
  select * into v_run
  from reflux.runs r
  where r.id = give_back.run_id and r.state in ('queued', 'running')
  for key share skip locked;
  select * into v_step
  from reflux.steps s
  where s.run_id = v_run.id and s.idx = give_back.idx and s.scope = give_back.scope
    and s.state = 'running' and s.attempt = give_back.attempt and s.worker_id = worker
  for update;
  if v_step.run_id is null or not exists (select from reflux_private.live_workers l where l.id = worker) then
    return false;
  end if;

  -- Who may have it: a worker that can run the node, is said to be fit, and has not given it back itself.
  select l.id into v_other
  from reflux_private.live_workers l
  join reflux.workers w on w.id = l.id
  join reflux.workers mine on mine.id = worker
  join reflux.graph_steps g
    on g.graph_id = v_run.graph_id and g.idx = v_step.idx and g.node_id = any (l.nodes)
  where l.id <> worker and not w.deaf
    and case
      when give_back.needs ? 'key' then give_back.needs ->> 'key' = any (w.secret_keys)
      else not w.allows <@ coalesce(mine.allows, '{}') end
    and not exists (
      select from reflux.attempts a
      where a.run_id = v_step.run_id and a.idx = v_step.idx and a.scope = v_step.scope and a.worker_id = l.id
        and a.outcome = 'released' and a.error is not null and a.finished_at >= v_step.ready_at)
  order by l.idle desc nulls last, l.id
  limit 1;
  if v_other is null then
    return false;
  end if;

  -- Hand it over, under an attempt of its own.
  v_now := reflux_private.clock();
  perform reflux_private.end_attempts(array[reflux_private.ended(
    run_id => v_step.run_id,
    idx => v_step.idx,
    scope => v_step.scope,
    attempt => v_step.attempt,
    graph_id => v_run.graph_id,
    outcome => 'released',
    state => 'running',
    worker_id => worker,
    ready_at => v_step.ready_at,
    started_at => v_step.started_at,
    error => give_back.error)]);
  update reflux.steps s
  set attempt = s.attempt + 1, worker_id = v_other, started_at = v_now, progress = null
  where s.run_id = v_step.run_id and s.idx = v_step.idx and s.scope = v_step.scope;
  perform pg_notify(
    'reflux_worker_' || v_other,
    json_build_array(v_step.run_id, v_step.idx, v_step.scope)::text);
  perform reflux_private.announce(array[v_step.run_id]);
  return true;
end $$;

comment on function reflux_private.give_back is
  'Hands a step that a worker may not run to one that may; false where none is known.';
