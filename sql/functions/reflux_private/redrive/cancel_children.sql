-- Cancels the child runs that steps waited for and will not wait for any more, whoever may see them.
-- Lock order: child runs by id, before theirs.
create or replace function reflux_private.cancel_children(steps reflux_private.handed[], reason text)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare v_child bigint;
begin
  for v_child in
    select c.id
    from unnest(steps) s
    join reflux.runs c
      on c.parent_run_id = s.run_id and c.parent_idx = s.idx and c.parent_scope = s.scope
    where c.finished_at is null
    order by c.id
  loop
    perform c.id from reflux.runs c where c.id = v_child for update;
    perform reflux_private.cancel_steps(v_child, cancel_children.reason);
    perform reflux_private.note_event(v_child, 'cancelled', cancel_children.reason);
  end loop;
end $$;

comment on function reflux_private.cancel_children is 'Cancels the unfinished child runs of steps.';
