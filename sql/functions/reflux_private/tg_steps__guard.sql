-- Refuses a step transition that reflux.transitions does not have. Once per statement, over all its rows.
create or replace function reflux_private.tg_steps__guard()
returns trigger language plpgsql volatile set search_path = '' set enable_hashjoin = on as $$
declare v_row record;
begin
  select n.run_id, n.idx, o.state as was, n.state into v_row
  from before_rows o join after_rows n on n.run_id = o.run_id and n.idx = o.idx and n.scope = o.scope
  where n.state <> o.state and not exists (
    select from reflux.transitions t where t.machine = 'step' and t.from_state = o.state::text and t.to_state = n.state::text)
  limit 1;
  if found then
    perform reflux_private.fail('RFS01', format('step %s of run %s is %s and cannot become %s', v_row.idx, v_row.run_id, v_row.was, v_row.state));
  end if;
  return null;
end $$;

comment on function reflux_private.tg_steps__guard is 'Refuses step transitions that reflux.transitions does not have.';
