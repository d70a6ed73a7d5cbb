-- The actions a state allows, read from the transition table. PL/pgSQL
-- with a kept plan: it is asked for each row of lists.
create or replace function reflux_private.actions_from(machine text, state text)
returns text[] language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select coalesce(array_agg(distinct t.action order by t.action), '{}')
    from reflux.transitions t
    where t.machine = actions_from.machine and t.from_state = state and t.action is not null);
end $$;

comment on function reflux_private.actions_from is 'The actions a state allows, from the transition table.';
