-- Refuses a change of state that reflux.transitions does not have for this machine.
create or replace function reflux_private.tg_refuse_move()
returns trigger language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare v_old jsonb;
begin
  if not exists (
      select from reflux.transitions t
      where t.machine = tg_argv[0] and t.from_state = old.state::text and t.to_state = new.state::text) then
    v_old := to_jsonb(old);
    perform reflux_private.fail('RFS01', case tg_argv[0]
      when 'step' then format('step %s of run %s is %s and cannot become %s',
        v_old -> 'idx', v_old -> 'run_id', old.state, new.state)
      else format('run %s is %s and cannot become %s', v_old -> 'id', old.state, new.state) end);
  end if;
  return new;
end $$;

comment on function reflux_private.tg_refuse_move is
  'Refuses a change of state that reflux.transitions does not have.';
