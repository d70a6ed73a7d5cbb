-- What a join's tokens decide: go (`ready`), never (`skipped`), or not yet (`waiting`). An `all` join goes when
-- every edge has spoken, one of them with work and none of them blocked by a failure; an `any` join goes with
-- the first that brings work.
create or replace function reflux_private.join_verdict(deps int, arrived int, live int, blocked int, join_any boolean)
returns reflux.step_state language sql immutable as $$
  select case
    when join_any and live > 0 then 'ready'::reflux.step_state
    when arrived < deps then 'waiting'::reflux.step_state
    when live > 0 and blocked = 0 then 'ready'::reflux.step_state
    else 'skipped'::reflux.step_state end
$$;

comment on function reflux_private.join_verdict is 'What a join''s tokens decide: ready, skipped, or still waiting.';
