-- Refuses an input that does not fit the flow's input schema (RFV03,
-- every problem in detail). Its measure has been taken.
create or replace function reflux_private.check_input(graph bigint, input jsonb)
returns void language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  v_schema jsonb;
  v_problems jsonb[];
begin
  select g.input_schema into v_schema from reflux.graphs g where g.id = graph;
  if v_schema is not null then
    v_problems := reflux_private.schema_problems(v_schema, input, 'input');
    if v_problems is not null then
      perform reflux_private.fail('RFV03',
        format('the input does not fit the flow: %s %s',
          v_problems[1] ->> 'path', v_problems[1] ->> 'message'),
        jsonb_build_object('problems', to_jsonb(v_problems)),
        'The flow''s input schema says what it takes.');
    end if;
  end if;
end $$;

comment on function reflux_private.check_input is 'Refuses an input that does not fit the flow''s schema.';
