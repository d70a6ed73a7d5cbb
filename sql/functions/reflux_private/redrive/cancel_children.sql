-- Cancels the child runs that steps waited for and will not wait for any more, whoever may see them. Without
-- a reason, it is that their parents were cancelled.
-- Lock order: child runs by id, before theirs.
create or replace function reflux_private.cancel_children(
  steps reflux_private.handed[], reason text default null)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  v_children bigint[] := reflux_private.lock_children(steps);
  v_reasons text[];
  v_actor text;
begin
  if v_children is null then
    return;
  end if;
  select array_agg(coalesce(cancel_children.reason,
    format('its parent, run %s, was cancelled', c.parent_run_id)) order by l.n)
  into v_reasons
  from unnest(v_children) with ordinality l(id, n)
  join reflux.runs c on c.id = l.id;
  perform reflux_private.cancel_steps(v_children, v_reasons);
  v_actor := reflux_private.actor();
  insert into reflux.run_events (run_id, kind, actor, reason)
  select c.id, 'cancelled', v_actor, c.reason from unnest(v_children, v_reasons) c(id, reason);
end $$;

comment on function reflux_private.cancel_children is 'Cancels the unfinished child runs of steps.';
