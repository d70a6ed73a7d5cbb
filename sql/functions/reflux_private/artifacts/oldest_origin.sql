-- When the oldest of the runs began that a run is of: those that called it, and those it is a fork of.
create or replace function reflux_private.oldest_origin(run_id bigint)
returns timestamptz language sql stable set search_path = pg_catalog, pg_temp as $$
  with recursive up(id, origin, at) as (
    select r.id, coalesce(r.parent_run_id, r.forked_from), r.created_at
    from reflux.runs r
    where r.id = oldest_origin.run_id
    union all
    select r.id, coalesce(r.parent_run_id, r.forked_from), r.created_at
    from up u
    join reflux.runs r on r.id = u.origin)
  select min(u.at) from up u
$$;

comment on function reflux_private.oldest_origin is
  'When the oldest of the runs began that a run was called by, or is a fork of.';
