-- Cancels what was left of runs, and of scopes, that ended while somebody moved a branch of theirs. A run
-- that a person has locked, or opened again, is left alone. Lock order: the run, then its steps.
create or replace function reflux_private.sweep_races()
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare v_run record; v_scopes reflux_private.step_ref[];
begin
  for v_run in
    select r.id, r.finished_at
    from reflux_private.raced_runs q
    join reflux.runs r on r.id = q.run_id
    order by r.id
    for update of r skip locked
  loop
    if v_run.finished_at is not null then
      perform reflux_private.drop_steps(array[v_run.id], 'the run ended without it');
    else
      v_scopes := array(
        select row(c.run_id, c.idx, c.scope)::reflux_private.step_ref from reflux.scopes c
        where c.run_id = v_run.id and c.finished_at is not null);
      perform reflux_private.drop_steps(array[v_run.id], 'its scope ended without it', within => v_scopes);
    end if;
    delete from reflux_private.raced_runs q where q.run_id = v_run.id;
  end loop;
end $$;

comment on function reflux_private.sweep_races is
  'Cancels what was left of runs and scopes that ended while a branch of theirs moved.';
