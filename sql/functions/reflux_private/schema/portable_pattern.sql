-- A regular expression as Postgres has to be asked (collate "C") to mean what it means in JavaScript with the
-- flag `u`. Null: not of the subset that both read alike. No backward reference, \p, \x or [[:class:]], at
-- most 255 repeats. The same subset as in language/schema/pattern.ts.
create or replace function reflux_private.portable_pattern(pattern text)
returns text language plpgsql immutable set search_path = pg_catalog, pg_temp
  set standard_conforming_strings = on as $$
declare
  c_escape constant text := '\\(?:[nrtfv^$\\.*+?()[\]{}|/]'
    '|u(?!0000)(?:[0-9A-CE-Fa-ce-f][0-9A-Fa-f]{3}|[Dd][0-7][0-9A-Fa-f]{2}))';
  c_plain constant text := '(?:[^]^\\[-]|' || c_escape || '|\\-)';
  c_item constant text := '(?:' || c_plain || '(?:-' || c_plain || ')?|\\[dws])';
  c_set constant text := '\[(?:\^-?|-)?(?:' || c_item || '(?:' || c_item || '|\^)*-?|-)\]';
  c_atom constant text := '(?:[^]^$\\.*+?()[{}|]|\.|' || c_escape || '|\\[dDwWsS]|' || c_set || ')';
  c_times constant text := '(?:25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})';
  c_repeat constant text := '(?:(?:[*+?]|\{' || c_times || '(?:,' || c_times || '?)?\})\??)?';
  c_whole constant text := '^(?:' || c_atom || c_repeat
    || '|[|^$]|\\[bB]|\((?:\?(?:[:=!]|<[=!]))?|\)' || c_repeat || ')*$';
begin
  if pattern is null or pattern !~ (c_whole collate "C") or not reflux_private.is_pattern(pattern) then
    return null;
  elsif pattern !~ '\.|\\[sSbB]' then
    return pattern;
  end if;
  return (
    select string_agg(case
      when t.part[1] = '.' then '[^\n\r\u2028\u2029]'
      when t.part[1] = '\b' then '\y'
      when t.part[1] = '\B' then '\Y'
      when t.part[1] = '\S' then '[^' || spaces || ']'
      when t.part[1] = '\s' then '[' || spaces || ']'
      when t.part[1] like '[%' then (
        select string_agg(case s.part[1] when '\s' then spaces else s.part[1] end, '' order by s.n)
        from regexp_matches(t.part[1], '\\.|.', 'g') with ordinality s(part, n))
      else t.part[1] end, '' order by t.n)
    from regexp_matches(pattern, '\[(?:\\.|[^]\\])*\]|\\.|.', 'g') with ordinality t(part, n),
      (values ('\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff')) u(spaces));
end $$;

comment on function reflux_private.portable_pattern is
  'A regular expression of the subset that Postgres and JavaScript read alike, as Postgres is to be asked; '
  'null: not of it.';
