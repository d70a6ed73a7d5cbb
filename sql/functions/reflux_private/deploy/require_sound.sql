-- A flow document, read, if nothing is wrong with it. Refused is one that is too large (RFV04), too deep or
-- full of digits (RFV23), or has defects (RFV01).
create or replace function reflux_private.require_sound(slug text, document jsonb)
returns reflux_private.flow_parts language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare v_judged record;
begin
  perform reflux_private.require_measure(document, 'the flow document');
  v_judged := reflux_private.judge_document(case
    when jsonb_typeof(document -> 'name') = 'string' or not document ? 'name'
      then document || jsonb_build_object('name', slug)
    else document end);
  perform reflux_private.refuse_problems('flow ' || slug, v_judged.problems);
  return v_judged.parts;
end $$;

comment on function reflux_private.require_sound is
  'A flow document, read; refuses one that is too large or has defects, warns of what only should be known.';
