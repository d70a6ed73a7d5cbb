-- Refuses a change of state that reflux.transitions does not have; its triggers call it for no other.
create or replace function reflux_private.tg_refuse_move()
returns trigger language plpgsql volatile set search_path = '' as $$
declare v_old jsonb := to_jsonb(old);
begin
  perform reflux_private.fail('RFS01', case tg_table_name
    when 'steps' then format('step %s of run %s is %s and cannot become %s', v_old -> 'idx', v_old -> 'run_id', old.state, new.state)
    else format('run %s is %s and cannot become %s', v_old -> 'id', old.state, new.state) end);
  return null;
end $$;

comment on function reflux_private.tg_refuse_move is 'Refuses a change of state that reflux.transitions does not have.';
