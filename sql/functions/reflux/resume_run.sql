-- Resumes a paused run: everything that became ready meanwhile gets its doorbell.
create or replace function reflux.resume_run(run_id bigint, reason text default null)
returns reflux.runs language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_run reflux.runs := reflux_private.lock_run(run_id);
  v_places reflux_private.place[];
begin
  if v_run.state in ('queued', 'running') then
    return v_run;
  elsif v_run.state <> 'paused' then
    perform reflux_private.refuse_action('run', format('run %s', v_run.id), v_run.state::text, 'resume_run');
  end if;
  update reflux.runs r set
    state = 'running',
    started_at = coalesce(r.started_at, reflux_private.clock()),
    reason = resume_run.reason
  where r.id = v_run.id
  returning * into v_run;
  select array_agg(
    reflux_private.place(
        run_id => s.run_id,
        idx => s.idx,
        scope => s.scope,
        node_id => g.node_id,
        chunk => g.chunk,
        priority => v_run.priority,
        wake_at => case when s.wake_at > reflux_private.clock() then s.wake_at end,
        quarantine => s.losses >= e.losses_before_quarantine))
  into v_places
  from reflux.settings e, reflux.steps s
  join reflux.graph_steps g on g.graph_id = v_run.graph_id and g.idx = s.idx
  where s.run_id = v_run.id
    and (s.state = 'ready' or s.state = 'sleeping' and (s.wake_at is not null or s.wait = 'child'));
  if v_places is not null then
    perform reflux_private.enqueue_steps(v_places);
  end if;
  perform reflux_private.call_lines(array(
    select distinct s.slot_key
    from reflux.steps s
    where s.run_id = v_run.id and s.state = 'sleeping' and s.wait = 'slot'));
  perform reflux_private.note_event(v_run.id, 'resumed', resume_run.reason);
  perform reflux_private.announce(array[v_run.id]);
  return v_run;
end $$;

comment on function reflux.resume_run is
  'Resumes a paused run. Resuming a running run changes nothing. Errors: RFN02, RFS01.';
