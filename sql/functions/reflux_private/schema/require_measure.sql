-- Refuses a value that cannot be written out and read again: RFV04 too large, RFV23 too deep or with endless
-- numbers. Whatever comes from outside passes it before it is kept, compared or hashed. Returns the value.
create or replace function reflux_private.require_measure(value jsonb, what text)
returns jsonb language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare v_problem jsonb := reflux_private.measure_problem(value);
begin
  if v_problem is not null then
    perform reflux_private.fail(
      v_problem ->> 'code',
      format('%s %s', what, v_problem ->> 'message'),
      v_problem -> 'detail',
      v_problem ->> 'hint');
  end if;
  return value;
end $$;

comment on function reflux_private.require_measure is
  'Returns a value, or refuses it where it is too large, too deep or has endless numbers.';
