-- Refuses a document that is too large (RFV04), too deep or full of digits (RFV23), or has defects (RFV01;
-- the detail lists every problem with its path).
create or replace function reflux_private.require_sound(slug text, document jsonb)
returns void language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  v_problems jsonb;
  v_warning jsonb;
begin
  perform reflux_private.require_measure(document, 'the flow document');
  v_problems := reflux.check_flow(case
    when jsonb_typeof(document -> 'name') = 'string' or not document ? 'name'
      then document || jsonb_build_object('name', slug)
    else document end);
  for v_warning in
    select p from jsonb_array_elements(v_problems) p where p ->> 'severity' = 'warning'
  loop
    raise warning '% %', v_warning ->> 'path', v_warning ->> 'message'
      using hint = coalesce(v_warning ->> 'hint', '');
  end loop;
  select coalesce(jsonb_agg(p), '[]') into v_problems
  from jsonb_array_elements(v_problems) p
  where p ->> 'severity' is distinct from 'warning';
  if v_problems <> '[]' then
    perform reflux_private.fail('RFV01',
      format('flow %s has %s problem%s: %s %s%s',
        slug,
        jsonb_array_length(v_problems),
        case jsonb_array_length(v_problems) when 1 then '' else 's' end,
        v_problems #>> '{0,path}',
        v_problems #>> '{0,message}',
        case jsonb_array_length(v_problems) when 1 then '' else ', …' end),
      jsonb_build_object('problems', v_problems),
      'Each problem in the detail has a path and a hint.');
  end if;
end $$;

comment on function reflux_private.require_sound is
  'Refuses a flow document that is too large or has defects; warns of what only should be known.';
