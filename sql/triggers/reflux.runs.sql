-- The guard of the run machine; see reflux.steps.sql.
do $$
begin
  execute format('create or replace trigger _500_guard before update on reflux.runs for each row
    when (old.state <> new.state and not case old.state %s else false end) execute function reflux_private.tg_refuse_move()',
    (select string_agg(format('when %L then new.state in (%s)', from_state, targets), ' ' order by from_state)
     from (select from_state, string_agg(distinct quote_literal(to_state), ', ') as targets from reflux.transitions where machine = 'run' group by 1) t));
end $$;
