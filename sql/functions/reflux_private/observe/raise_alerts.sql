-- Looks at the runs that failed since it last did: counts them in the window of their pattern (flow, step,
-- code), and where that window has had no run of the on-failure flow yet, starts one. The run of an
-- on-failure flow is counted and starts none, so no alert is answered by an alert. What cannot be started is
-- a problem of the alert, never an error here. A run that somebody re-drove before it was looked at is in
-- hands, and not counted. One at a time; locks no run but those it starts.
create or replace function reflux_private.raise_alerts()
returns int language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp set lock_timeout = '10s' as $$
declare
  v_failures record;
  v_alert reflux.alerts;
  v_flow reflux.flows;
  v_settings reflux.settings;
  v_target text;
  v_raised int := 0;
begin
  if not exists (select from reflux_private.failed_runs) then
    return 0;
  end if;
  perform from reflux_private.duties d where d.name = 'alerts' for update skip locked;
  if not found then
    return 0;
  end if;
  select * into strict v_settings from reflux.settings;

  -- What failed since the last look, by pattern: flow, step, code.
  for v_failures in
    with seen as (
      delete from reflux_private.failed_runs q
      where q.id in (select c.id from reflux_private.failed_runs c order by c.id limit 1000)
      returning q.run_id, q.failed_at),
    failed as (
      select
        r.flow_id,
        s.key as step,
        coalesce(s.error ->> 'code', 'RFI01') as code,
        s.error,
        r.id as run_id,
        q.failed_at,
        r.key_kind is not distinct from 'alert' as is_alert
      from seen q
      join reflux.runs r on r.id = q.run_id and r.state = 'failed'
      cross join lateral (
        select g.key, s.error
        from reflux.steps s
        join reflux.graph_steps g on g.graph_id = r.graph_id and g.idx = s.idx
        where s.run_id = r.id and s.state = 'failed'
        order by g.on_error <> 'fail', s.finished_at, g.rank
        limit 1) s)
    select
      f.flow_id,
      f.step,
      f.code,
      count(*)::int as count,
      min(f.failed_at) as first_at,
      max(f.failed_at) as last_at,
      (array_agg(f.run_id order by f.failed_at, f.run_id))[1] as run_id,
      (array_agg(f.error order by f.failed_at, f.run_id))[1] as error,
      bool_and(f.is_alert) as is_alert
    from failed f
    group by f.flow_id, f.step, f.code
    order by min(f.failed_at), min(f.run_id)
  loop
    -- Counted in the window that is open, else in a new one.
    select * into v_alert
    from reflux.alerts a
    where a.flow_id = v_failures.flow_id and a.step = v_failures.step and a.code = v_failures.code
    order by a.first_at desc
    limit 1;
    if v_failures.first_at < v_alert.first_at + v_settings.alert_window then
      update reflux.alerts a set
        count = a.count + v_failures.count,
        untold = a.untold + v_failures.count,
        last_at = greatest(a.last_at, v_failures.last_at)
      where a.id = v_alert.id
      returning * into v_alert;
    else
      insert into reflux.alerts (flow_id, step, code, message, first_at, last_at, count, untold, run_id)
      values (
        v_failures.flow_id,
        v_failures.step,
        v_failures.code,
        left(v_failures.error ->> 'message', 1000),
        v_failures.first_at,
        v_failures.last_at,
        v_failures.count,
        v_failures.count + coalesce(v_alert.untold, 0),
        v_failures.run_id)
      returning * into v_alert;
    end if;
    continue when v_alert.alert_run_id is not null or v_failures.is_alert;

    -- Told, where somebody is to be told and has not been in this window.
    select * into v_flow from reflux.flows f where f.id = v_alert.flow_id;
    v_target := case when v_flow.alerts then coalesce(v_flow.on_failure_flow, v_settings.on_failure_flow) end;
    continue when v_target is null or v_target = v_flow.slug;
    begin
      v_alert.alert_run_id := reflux_private.start_alert(
        v_alert,
        v_flow.slug,
        v_target,
        v_failures.run_id,
        v_failures.error,
        v_failures.last_at);
      update reflux.alerts a
      set alert_run_id = v_alert.alert_run_id, untold = 0, problem = null
      where a.id = v_alert.id;
      v_raised := v_raised + 1;
    exception when others then
      -- A lock that was not to be had: all of it, the next time.
      if sqlstate ~ '^(40|55|57)' then
        raise;
      end if;
      update reflux.alerts a set problem = format('%s %s', sqlstate, sqlerrm) where a.id = v_alert.id;
    end;
  end loop;
  delete from reflux.alerts a where a.last_at < reflux_private.clock() - v_settings.keep_history;
  return v_raised;
end $$;

comment on function reflux_private.raise_alerts is
  'Counts runs that failed by flow, step and code, and starts the on-failure flow once per window; returns '
  'how many it started.';
