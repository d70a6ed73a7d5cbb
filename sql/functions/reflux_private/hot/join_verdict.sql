-- What a join's tokens decide: go (`ready`), never (`skipped`), or not yet (`waiting`). An `all` join goes
-- when every edge has spoken, one of them with work and none of them blocked by a failure; an `any` join goes
-- with the first that brings work.
create or replace function reflux_private.join_verdict(
  deps int,
  arrived int,
  live int,
  blocked int,
  join_any boolean)
returns reflux.step_state language sql immutable set search_path = pg_catalog, pg_temp as $$
  select case
    when join_any and live > 0 then 'ready'
    when arrived < deps then 'waiting'
    when live > 0 and blocked = 0 then 'ready'
    else 'skipped' end::reflux.step_state
$$;

comment on function reflux_private.join_verdict is
  'What a join''s tokens decide: ready, skipped, or still waiting.';
