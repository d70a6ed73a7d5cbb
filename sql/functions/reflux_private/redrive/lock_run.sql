-- A run, locked against the engine until the transaction ends: completions of its steps wait aside meanwhile.
-- RFN02 where there is none, or none the caller may see.
create or replace function reflux_private.lock_run(run_id bigint)
returns reflux.runs language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare v_run reflux.runs;
begin
  select * into v_run
  from reflux.runs r
  where r.id = lock_run.run_id and reflux_private.sees_flow(r.flow_id)
  for update;
  if v_run.id is null then
    perform reflux_private.fail('RFN02', format('no run %s', run_id), null, 'See reflux.runs.');
  end if;
  return v_run;
end $$;

comment on function reflux_private.lock_run is 'A run, locked for a decision, or error RFN02.';
