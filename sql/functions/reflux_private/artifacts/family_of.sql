-- All runs of a run's family: who called whom, up and down.
create or replace function reflux_private.family_of(run_id bigint)
returns setof bigint language sql stable set search_path = pg_catalog, pg_temp as $$
  with recursive kin(id) as (
    select reflux_private.root_run(family_of.run_id)
    union all
    select c.id from kin k join reflux.runs c on c.parent_run_id = k.id)
  select k.id from kin k
$$;

comment on function reflux_private.family_of is 'All runs of a run''s family.';
