-- Settles what several looks at the runs found, at once and as the last
-- thing a transaction waits for but keys. Whoever settles twice waits for a
-- run below one that he holds, and two who do that may wait for each other.
-- Lock order: the runs, by id; then as settle_steps says.
create or replace function reflux_private.settle_motions(variadic motions reflux_private.motion[])
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  v_all reflux_private.motion := row('{}', '{}', '{}');
  v_one reflux_private.motion;
begin
  foreach v_one in array motions loop
    v_all.settled := v_all.settled || v_one.settled;
    v_all.ready := v_all.ready || v_one.ready;
    v_all.moved := v_all.moved || v_one.moved;
  end loop;
  if v_all.settled = '{}' and v_all.ready = '{}' and v_all.moved = '{}' then
    return;
  end if;
  perform from reflux.runs r
  where r.id in (select d.run_id from unnest(v_all.settled) d) order by r.id for no key update;
  perform reflux_private.settle_steps(v_all.settled, ready => v_all.ready, moved => v_all.moved);
end $$;

comment on function reflux_private.settle_motions is
  'Settles what several looks at the runs found, in one go.';
