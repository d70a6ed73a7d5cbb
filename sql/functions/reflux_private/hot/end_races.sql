-- A run with an `any` join may end while other branches still move, and so may a scope. What is left of it is
-- cancelled by
-- whoever comes last: the flush that ends the run, or one that moved such a branch meanwhile and could not
-- see that it had ended. One at a time per run, by its row in reflux_private.raced_runs, which is the last
-- thing a flush waits for; so no two wait for each other, and the later one sees what the earlier one wrote.
-- The row stays where a step is left over that somebody else holds this moment (a worker that takes it, a
-- sweep): for the sweeper.
create or replace function reflux_private.end_races(parts reflux_private.step_ref[])
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  v_runs bigint[] := array(select distinct p.run_id from unnest(parts) p);
  v_run bigint;
  v_scopes reflux_private.step_ref[];
  v_over bigint[];
begin
  foreach v_run in array array(select id from unnest(v_runs) id order by id) loop
    loop
      insert into reflux_private.raced_runs (run_id) values (v_run) on conflict do nothing;
      exit when found;
      perform from reflux_private.raced_runs q where q.run_id = v_run for update;
      exit when found;
    end loop;
  end loop;
  select array_agg(r.id) into v_over
  from reflux.runs r
  where r.id = any (v_runs) and r.finished_at is not null;
  if v_over is not null then
    perform reflux_private.drop_steps(v_over, 'the run ended without it', patient => false);
  end if;
  select array_agg(row(c.run_id, null, c.scope)::reflux_private.step_ref) into v_scopes
  from unnest(parts) p
  join reflux.scopes c on c.run_id = p.run_id and c.scope = p.scope
  where p.scope <> '' and c.finished_at is not null;
  if v_scopes is not null then
    perform reflux_private.drop_steps(
      v_runs, 'its scope ended without it', patient => false, within => v_scopes);
  end if;
  delete from reflux_private.raced_runs q
  where q.run_id = any (v_runs)
    and not coalesce(
      exists (
        select from reflux.steps s
        where s.run_id = q.run_id and s.finished_at is null
          and (q.run_id = any (v_over) or reflux_private.is_within(s.run_id, s.scope, v_scopes))),
      false);
end $$;

comment on function reflux_private.end_races is
  'Cancels what is left of runs and scopes that ended with an any-join; one at a time per run.';
