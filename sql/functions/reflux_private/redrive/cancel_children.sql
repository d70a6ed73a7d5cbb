-- Cancels the child runs that steps waited for and will not wait for any more, whoever may see them. Without
-- a reason, it is that their parents were cancelled.
-- Lock order: child runs by id, before theirs.
create or replace function reflux_private.cancel_children(
  steps reflux_private.handed[], reason text default null)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off
set plan_cache_mode = force_generic_plan set jit = off as $$
declare v_children bigint[]; v_reasons text[]; v_actor text;
begin
  select array_agg(c.id), array_agg(coalesce(cancel_children.reason,
    format('its parent, run %s, was cancelled', c.parent_run_id)))
  into v_children, v_reasons
  from (
    select c.id, c.parent_run_id from unnest(cancel_children.steps) d
    join reflux.steps s on s.run_id = d.run_id and s.idx = d.idx and s.scope = d.scope
    join reflux.runs c on c.id = s.child_run_id
    where c.finished_at is null order by c.id for update of c) c;
  if v_children is null then
    return;
  end if;
  perform reflux_private.cancel_steps(v_children, v_reasons);
  v_actor := reflux_private.actor();
  insert into reflux.run_events (run_id, kind, actor, reason)
  select c.id, 'cancelled', v_actor, c.reason from unnest(v_children, v_reasons) c(id, reason);
end $$;

comment on function reflux_private.cancel_children is 'Cancels the unfinished child runs of steps.';
