-- The guard of the step machine. Its condition is written from reflux.transitions, so that a legal move costs a
-- comparison and no function call; catalog.test.ts holds the two together.
do $$
begin
  execute format('create or replace trigger _500_guard before update on reflux.steps for each row
    when (old.state <> new.state and not case old.state %s else false end) execute function reflux_private.tg_refuse_move()',
    (select string_agg(format('when %L then new.state in (%s)', from_state, targets), ' ' order by from_state)
     from (select from_state, string_agg(distinct quote_literal(to_state), ', ') as targets from reflux.transitions where machine = 'step' group by 1) t));
end $$;
