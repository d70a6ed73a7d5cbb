-- A run with an `any` join may end while other branches still move. What is left of it is cancelled by whoever comes
-- last: the flush that ends the run, or one that moved such a branch meanwhile and could not see that it had ended.
-- One at a time per run, by an advisory lock that is the last thing a flush waits for; so no two wait for each other,
-- and the later one sees what the earlier one wrote. A step that somebody else holds this moment (a worker that takes
-- it, a sweep) is left to the sweeper.
create or replace function reflux_private.end_races(runs bigint[])
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare v_over bigint[];
begin
  perform pg_advisory_xact_lock(hashtextextended('reflux:race:' || id, 0)) from (select id from unnest(runs) id order by id) r;
  select array_agg(r.id) into v_over from reflux.runs r where r.id = any (runs) and r.finished_at is not null;
  if v_over is not null then
    perform reflux_private.drop_steps(v_over, 'the run ended without it', patient => false);
    insert into reflux_private.raced_runs (run_id)
    select distinct s.run_id from reflux.steps s where s.run_id = any (v_over) and s.finished_at is null order by 1
    on conflict do nothing;
  end if;
end $$;

comment on function reflux_private.end_races is 'Cancels what is left of runs that ended with an any-join; one at a time per run.';
