-- Settles sleeping steps whose wait is over without a worker: a timer that
-- ran down, a signal that never came, a child run that ended. Those whose
-- time has not come are left alone. The caller settles what is returned.
create or replace function reflux_private.wake_steps(sleepers reflux_private.handed[])
returns reflux_private.motion language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  v_woken reflux_private.motion;
  v_ended reflux_private.ended[];
begin
  with held as (
    select s.*
    from unnest(sleepers) h
    join reflux.steps s on s.run_id = h.run_id and s.idx = h.idx and s.scope = h.scope
    where s.state = 'sleeping'
    order by s.run_id, s.idx, s.scope
    for update of s),
  -- How each wait ended: a timer well, a signal that did not come at
  -- its port or as an error, a child as it did.
  judged as (
    select
      h.run_id,
      h.idx,
      h.scope,
      h.graph_id,
      r.priority,
      r.state in ('queued', 'running') as runnable,
      g.node_id,
      g.out_idx = '{}' as ends,
      g.on_error,
      g.races,
      g.max_tries,
      g.retry,
      s.failures,
      s.wait,
      s.slept_at,
      case s.wait
        when 'timer' then 'ok'
        when 'signal' then case when 'timeout' = any (g.out_ports) then 'ok' else 'error' end
        else case c.state when 'succeeded' then 'ok' else 'error' end end as kind,
      case when s.wait = 'signal' then '{timeout}'::text[] end as ports,
      case s.wait when 'child' then reflux_private.run_output(c.id) else 'null' end as output,
      case s.wait
        when 'signal' then
          jsonb_build_object('code', 'RFT03', 'message', 'no signal came in time', 'retry', 'never')
        else jsonb_build_object(
          'code', 'RFX04',
          'message', concat_ws(': ',
            format('child run %s %s', c.id, c.state),
            f.error ->> 'step',
            nullif(concat_ws(' ', f.error ->> 'code', f.error ->> 'message'), ''),
            case when f.error is null then c.reason end),
          'detail', jsonb_strip_nulls(jsonb_build_object(
            'run', c.id,
            'step', f.error -> 'step',
            'code', f.error -> 'code',
            'message', f.error -> 'message',
            'reason', c.reason))) end as error
    from unnest(sleepers) h
    join reflux.runs r on r.id = h.run_id
    join reflux.graph_steps g on g.graph_id = h.graph_id and g.idx = h.idx
    join held s on s.run_id = h.run_id and s.idx = h.idx and s.scope = h.scope
    left join reflux.runs c on c.id = s.child_run_id
    left join lateral reflux_private.run_results(array[c.id]) f on c.state = 'failed'
    where case s.wait
      when 'child' then c.finished_at is not null
      when 'timer' then s.wake_at <= reflux_private.clock()
      when 'signal' then s.wake_at <= reflux_private.clock() end),
  timed as (
    select
      j.*,
      case when j.kind = 'error'
        then reflux_private.retry_at(j.error, j.failures, j.max_tries, j.retry) end as again
    from judged j),
  woken as (
    update reflux.steps s set
      state = case
        when j.kind = 'ok' then 'succeeded'
        when j.again is null then 'failed'
        else 'sleeping' end::reflux.step_state,
      wait = case when j.kind = 'error' and j.again is not null then 'retry'::reflux.wait_kind end,
      wake_at = j.again,
      slept_at = reflux_private.clock(),
      failures = s.failures + (j.kind = 'error')::int,
      ports = case when j.kind = 'ok' then j.ports when j.again is not null then s.ports end,
      output = case when j.kind = 'ok' then j.output when j.again is not null then s.output end,
      output_hash = case when j.again is not null then s.output_hash end,
      error = case when j.kind = 'error' then j.error end,
      finished_at = case when j.again is null then reflux_private.clock() end
    from timed j
    where s.run_id = j.run_id and s.idx = j.idx and s.scope = j.scope
      and s.state = 'sleeping' and s.wait in ('timer', 'signal', 'child')
    returning
      s.run_id, s.idx, s.scope,
      j.graph_id, j.priority, j.runnable, j.node_id, j.ends, j.on_error, j.races, j.kind, j.wait, j.slept_at,
      s.attempt, s.error, s.state, s.ports, s.quiet, s.wake_at, s.losses)
  select
    array_agg(reflux_private.settled(
        run_id => w.run_id,
        idx => w.idx,
        scope => w.scope,
        graph_id => w.graph_id,
        priority => w.priority,
        state => w.state,
        ports => w.ports,
        quiet => w.quiet,
        runnable => w.runnable,
        ends => w.ends,
        fails => w.state = 'failed' and w.on_error = 'fail',
        races => w.races))
      filter (where w.state <> 'sleeping'),
    array_agg(reflux_private.place(
        run_id => w.run_id,
        idx => w.idx,
        scope => w.scope,
        node_id => w.node_id,
        chunk => 1,
        priority => w.priority,
        wake_at => w.wake_at,
        quarantine => w.losses >= e.losses_before_quarantine))
      filter (where w.state = 'sleeping'),
    array_agg(w.run_id) filter (where w.state = 'sleeping'),
    array_agg(reflux_private.ended(
      run_id => w.run_id,
      idx => w.idx,
      scope => w.scope,
      attempt => w.attempt,
      graph_id => w.graph_id,
      outcome => case w.kind when 'ok' then 'succeeded' else 'failed' end::reflux.attempt_outcome,
      state => w.state,
      wait => w.wait,
      started_at => w.slept_at,
      error => w.error))
  into v_woken.settled, v_woken.ready, v_woken.moved, v_ended
  from woken w, reflux.settings e;
  perform reflux_private.end_attempts(v_ended);
  return v_woken;
end $$;

comment on function reflux_private.wake_steps is
  'Settles sleeping steps whose timer, signal wait or child run is over.';
