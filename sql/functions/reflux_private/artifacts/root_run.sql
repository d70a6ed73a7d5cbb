-- The run that called all others of a run's family; itself where nobody called it.
create or replace function reflux_private.root_run(run_id bigint)
returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
  with recursive up(id, parent) as (
    select r.id, r.parent_run_id from reflux.runs r where r.id = root_run.run_id
    union all
    select r.id, r.parent_run_id from up u join reflux.runs r on r.id = u.parent)
  select min(u.id) from up u
$$;

comment on function reflux_private.root_run is 'The run at the top of a run''s family.';
