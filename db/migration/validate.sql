-- Creates every function of the schemas in `reflux.validate` once more, as it is, with body checks on: a body
-- that does not parse, or an SQL function that names what does not exist, is found now and not at its first
-- call.
do $$
declare
  v_function record;
  v_problems jsonb := '[]';
begin
  set local check_function_bodies = on;
  for v_function in
    select p.oid, p.oid::regprocedure::text as name
    from pg_catalog.pg_proc p
      join pg_catalog.pg_language l on l.oid = p.prolang
    where p.pronamespace::regnamespace::text = any (string_to_array(current_setting('reflux.validate'), ','))
      and l.lanname in ('sql', 'plpgsql')
      and p.prokind in ('f', 'p')
    order by name
  loop
    begin
      execute pg_catalog.pg_get_functiondef(v_function.oid);
    exception when others then
      v_problems := v_problems || jsonb_build_object('function', v_function.name, 'message', sqlerrm);
    end;
  end loop;
  if v_problems <> '[]' then
    raise exception using
      message = format('%s of the functions are not valid, first %s: %s',
        jsonb_array_length(v_problems), v_problems -> 0 ->> 'function', v_problems -> 0 ->> 'message'),
      detail = v_problems::text;
  end if;
end $$;
