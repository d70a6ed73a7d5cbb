-- Refuses what has problems (RFV01; the detail lists every one with its path), and warns of what only
-- should be known.
create or replace function reflux_private.refuse_problems(what text, problems jsonb)
returns void language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  v_errors jsonb;
  v_warning jsonb;
begin
  for v_warning in
    select p from jsonb_array_elements(problems) p where p ->> 'severity' = 'warning'
  loop
    raise warning '% %', v_warning ->> 'path', v_warning ->> 'message'
      using hint = coalesce(v_warning ->> 'hint', '');
  end loop;
  select coalesce(jsonb_agg(p), '[]') into v_errors
  from jsonb_array_elements(problems) p
  where p ->> 'severity' is distinct from 'warning';
  if v_errors <> '[]' then
    perform reflux_private.fail('RFV01',
      format('%s has %s problem%s: %s %s%s',
        what,
        jsonb_array_length(v_errors),
        case jsonb_array_length(v_errors) when 1 then '' else 's' end,
        v_errors #>> '{0,path}',
        v_errors #>> '{0,message}',
        case jsonb_array_length(v_errors) when 1 then '' else ', …' end),
      jsonb_build_object('problems', v_errors),
      'Each problem in the detail has a path and a hint.');
  end if;
end $$;

comment on function reflux_private.refuse_problems is
  'Refuses what has problems, with all of them; warns of what only should be known. Errors: RFV01.';
