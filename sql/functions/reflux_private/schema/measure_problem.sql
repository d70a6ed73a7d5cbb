-- What keeps a value from being written out and read again, as {code, message, detail, hint}; null when
-- nothing does. A jsonb holds 1e131071 in a dozen bytes, and its text has 131,072: so nothing is made text of
-- before its numbers are known to be short. db/measure-json.ts says the same of a text, with the same limits.
--   depth   at most 200 levels. Under 1600 bytes there is no room for more.
--   digits  of a number: at most 1000 before the point and 1000 behind it. Where even a value of nothing but
--           0e-16383 is under the limit of size, and that is nearly every one, only what is before the point
--           is looked at.
--   size    at most settings.max_payload_bytes, as it is stored and as it is written.
create or replace function reflux_private.measure_problem(value jsonb)
returns jsonb language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  -- The path makes it whole: a column may hold it compressed.
  v_size bigint := pg_column_size(value #> '{}');
  v_limit bigint;
  v_long boolean;
  v_digits bigint;
  v_bytes bigint;
begin
  if v_size > 1600 and jsonb_path_exists(value, 'strict $.**{201}') then
    return jsonb_build_object(
      'code', 'RFV23',
      'message', 'is nested more than 200 levels deep',
      'hint', 'Make it flatter, or a text.',
      'detail', jsonb_build_object('levels', 200));
  end if;
  select s.max_payload_bytes into v_limit from reflux.settings s;
  v_bytes := v_size;
  if v_bytes <= v_limit then
    if v_size * 1400 <= v_limit then
      v_long := jsonb_path_exists(value, 'strict $.** ? (@ >= 1e1000 || @ <= -1e1000)');
    else
      select bool_or(n.long), sum(case when not n.long then octet_length(n.number::text) end)
      into v_long, v_digits
      from (
        select
          q::numeric as number,
          scale(q::numeric) > 1000 or q::numeric >= 1e1000 or q::numeric <= -1e1000 as long
        from jsonb_path_query(value, 'strict $.** ? (@.type() == "number")') q
        offset 0) n;
      -- A byte is six characters at most: \u0001.
      if v_long is not true and v_size * 6 + coalesce(v_digits, 0) > v_limit then
        v_bytes := case when coalesce(v_digits, 0) > v_limit then v_digits else octet_length(value::text) end;
      end if;
    end if;
    if v_long then
      return jsonb_build_object(
        'code', 'RFV23',
        'message', 'holds a number of more than 1000 digits',
        'hint', 'Send it as a text.',
        'detail', jsonb_build_object('digits', 1000));
    end if;
  end if;
  if v_bytes > v_limit then
    return jsonb_build_object(
      'code', 'RFV04',
      'message', 'is too large',
      'hint', 'Store it and pass where it is.',
      'detail', jsonb_build_object('bytes', v_bytes, 'limit', v_limit));
  end if;
  return null;
end $$;

comment on function reflux_private.measure_problem is
  'What keeps a value from being kept: its size as text, its depth, the digits of its numbers; null when '
  'nothing does.';
