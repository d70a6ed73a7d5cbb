-- Refuses a run transition that reflux.transitions does not have. Once per statement, over all its rows.
create or replace function reflux_private.tg_runs__guard()
returns trigger language plpgsql volatile set search_path = '' set enable_hashjoin = on as $$
declare v_row record;
begin
  select n.id, o.state as was, n.state into v_row
  from before_rows o join after_rows n on n.id = o.id
  where n.state <> o.state and not exists (
    select from reflux.transitions t where t.machine = 'run' and t.from_state = o.state::text and t.to_state = n.state::text)
  limit 1;
  if found then
    perform reflux_private.fail('RFS01', format('run %s is %s and cannot become %s', v_row.id, v_row.was, v_row.state));
  end if;
  return null;
end $$;

comment on function reflux_private.tg_runs__guard is 'Refuses run transitions that reflux.transitions does not have.';
