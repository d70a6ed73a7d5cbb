-- A value as {value, bytes, cut}. One larger than max_bytes loses what is deep, long
-- or far down, more of it at each try, until it fits: what is left has the shape of
-- the whole. What cannot be written out (a number of 131,072 digits, kept before there
-- was a limit) is not: where nothing else is left, the value is a word about it.
create or replace function reflux.json_preview(value jsonb, max_bytes int default 65536)
returns jsonb language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  v_problem jsonb := reflux_private.measure_problem(value);
  v_bytes bigint;
  v_short jsonb := value;
  v_step record;
begin
  if value is null then
    return null;
  end if;
  v_bytes := case when v_problem is null then octet_length(value::text)
    else coalesce((v_problem #>> '{detail,bytes}')::bigint, pg_column_size(value #> '{}')) end;
  for v_step in
    select *
    from (values
      (1000, 100, 8),
      (300, 30, 6),
      (100, 10, 4),
      (40, 4, 3),
      (20, 0, 0)) s(text_length, items, depth)
  loop
    exit when v_problem is null and octet_length(v_short::text) <= greatest(max_bytes, 64);
    v_short := reflux_private.shorten(value, v_step.text_length, v_step.items, v_step.depth);
    v_problem := reflux_private.measure_problem(v_short);
  end loop;
  if v_problem is not null then
    v_short := to_jsonb('too large to show: it ' || (v_problem ->> 'message'));
  end if;
  return jsonb_build_object('value', v_short, 'bytes', v_bytes, 'cut', v_short <> value);
end $$;

comment on function reflux.json_preview is
  'A value as {value, bytes, cut}, shortened so that it is about max_bytes large at most.';
