-- The pattern that begins at this character of an expression, with its flags. A slash within brackets does
-- not end it.
create or replace function reflux_private.pattern_at(source text, start int)
returns text language plpgsql immutable set search_path = pg_catalog, pg_temp
  set standard_conforming_strings = on as $$
declare
  v_chars text[] := string_to_array(substr(source, start + 1), null);
  v_at int := 1;
  v_depth int := 0;
begin
  while v_at <= cardinality(v_chars) and not (v_chars[v_at] = '/' and v_depth = 0) loop
    case
      when v_chars[v_at] = '\' then v_at := v_at + 1;
      when v_chars[v_at] in ('(', '[', '{') then v_depth := v_depth + 1;
      when v_chars[v_at] in (')', ']', '}') then v_depth := v_depth - 1;
      else null;
    end case;
    v_at := v_at + 1;
  end loop;
  return substr(source, start, v_at + 1)
    || coalesce(substring(substr(source, start + v_at + 1) from '^[a-zA-Z]+'), '');
end $$;

comment on function reflux_private.pattern_at is
  'The pattern that begins at a character of an expression, with its flags.';
