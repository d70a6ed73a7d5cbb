-- Refuses scopes that a step cannot open: it repeats nothing, or what it says is no opening (RFV26); more
-- than 20,000 at once (RFL12).
create or replace function reflux_private.require_openable(
  step text, opening jsonb, bodiless boolean, before int)
returns void language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
declare
  v_items jsonb := opening -> 'items';
  v_names jsonb := coalesce(opening -> 'names', '[]');
  v_problem text;
begin
  v_problem := case
    when bodiless then 'it repeats nothing'
    when jsonb_typeof(v_items) is distinct from 'array' then 'items is no list'
    when v_items = '[]' and before = 0 then 'there is no item'
    when jsonb_typeof(v_names) <> 'array'
        or jsonb_array_length(v_names) not in (0, jsonb_array_length(v_items))
      then 'names is no list with a name for each item'
    when jsonb_path_exists(v_names, '$[*] ? (!(@ like_regex "^[A-Za-z0-9_.-]{1,63}$"))')
      then 'a name is letters, digits, _, . and -, at most 63'
    when coalesce(opening -> 'leave', '0')::text !~ '^[0-9]{1,9}$' then 'leave is no whole number'
  end;
  if v_problem is not null then
    perform reflux_private.fail('RFV26', format('step %s cannot open scopes: %s', step, v_problem));
  end if;
  if jsonb_array_length(v_items) > 20000 then
    perform reflux_private.fail('RFL12',
      format('step %s opens %s scopes at once', step, jsonb_array_length(v_items)), null,
      'At most 20000; open the rest when some of them have ended.');
  end if;
end $$;

comment on function reflux_private.require_openable is 'Refuses scopes that a step cannot open.';
