-- Cancels a run with everything of it that is not finished; child runs it waits for are cancelled too.
create or replace function reflux.cancel_run(run_id bigint, reason text default null)
returns reflux.runs language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare v_run reflux.runs := reflux_private.lock_run(run_id);
begin
  if v_run.state = 'cancelled' then
    return v_run;
  elsif v_run.finished_at is not null then
    perform reflux_private.refuse_action('run', format('run %s', v_run.id), v_run.state::text, 'cancel_run');
  end if;
  perform reflux_private.cancel_steps(array[v_run.id], array[cancel_run.reason]);
  perform reflux_private.note_event(v_run.id, 'cancelled', cancel_run.reason);
  select * into v_run from reflux.runs r where r.id = v_run.id;
  return v_run;
end $$;

comment on function reflux.cancel_run is
  'Cancels a run, its unfinished steps and its child runs. '
  'Cancelling twice is cancelling once. Errors: RFN02, RFS01.';
