-- Pauses a run: steps that run finish and are recorded, no other step starts until it is resumed.
create or replace function reflux.pause_run(run_id bigint, reason text default null)
returns reflux.runs language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare v_run reflux.runs := reflux_private.lock_run(run_id);
begin
  if v_run.state = 'paused' then
    return v_run;
  elsif v_run.state not in ('queued', 'running') then
    perform reflux_private.refuse_action('run', format('run %s', v_run.id), v_run.state::text, 'pause_run');
  end if;
  update reflux.runs r
  set state = 'paused', reason = pause_run.reason
  where r.id = v_run.id
  returning * into v_run;
  perform reflux_private.note_event(v_run.id, 'paused', pause_run.reason);
  perform reflux_private.announce(array[v_run.id]);
  return v_run;
end $$;

comment on function reflux.pause_run is
  'Pauses a run; running steps finish, none starts. Pausing twice is pausing once. Errors: RFN02, RFS01.';
