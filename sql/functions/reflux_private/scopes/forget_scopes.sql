-- Deletes the scopes of steps that run anew, with the steps in them; their tries stay in the history. The
-- step opens its next scopes under other names (open_scopes), so nothing of before is taken for one of
-- them.
create or replace function reflux_private.forget_scopes(run_id bigint, steps reflux_private.step_ref[])
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off
set plan_cache_mode = force_generic_plan set jit = off as $$
begin
  delete from reflux.kept_signals k
  using (select distinct d.scope from unnest(forget_scopes.steps) d) d
  where k.run_id = forget_scopes.run_id and k.scope = d.scope;
  delete from reflux.steps s
  using unnest(forget_scopes.steps) d
  where s.run_id = d.run_id and s.idx = d.idx and s.scope = d.scope;
  delete from reflux.scopes c
  using (select distinct d.scope from unnest(forget_scopes.steps) d) d
  where c.run_id = forget_scopes.run_id and c.scope = d.scope;
end $$;

comment on function reflux_private.forget_scopes is
  'Deletes scopes and the steps in them; their tries stay in the history.';
