-- The formats that are asserted, each as the pattern of its texts; null for any
-- other, which no schema may name. The same list as in language/schema/formats.ts.
-- A minute has 60 seconds: no clock here counts leap seconds.
create or replace function reflux_private.format_pattern(format text)
returns text language plpgsql immutable set search_path = pg_catalog, pg_temp
  set standard_conforming_strings = on as $$
declare
  c_date constant text := '(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])'
    '|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)'
    || '|02-(?:0[1-9]|1[0-9]|2[0-8]))|(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])'
    '|(?:[02468][048]|[13579][26])00)-02-29)';
  c_clock constant text := '(?:[01][0-9]|2[0-3]):[0-5][0-9]';
  c_time constant text := c_clock || ':[0-5][0-9](?:\.[0-9]+)?(?:[Zz]|[+-]' || c_clock || ')';
  c_days constant text := '(?:[0-9]+Y(?:[0-9]+M(?:[0-9]+D)?)?|[0-9]+M(?:[0-9]+D)?|[0-9]+D)';
  c_hours constant text := 'T(?:[0-9]+H(?:[0-9]+M(?:[0-9]+S)?)?|[0-9]+M(?:[0-9]+S)?|[0-9]+S)';
  c_byte constant text := '(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])';
  c_ipv4 constant text := c_byte || '(?:\.' || c_byte || '){3}';
  c_word constant text := '[0-9A-Fa-f]{1,4}';
  c_words constant text := '(?:' || c_word || ':)';
  c_last constant text := '(?:' || c_word || ':' || c_word || '|' || c_ipv4 || ')';
  c_ipv6 constant text := '(?:' || c_words || '{6}' || c_last
    || '|::' || c_words || '{5}' || c_last
    || '|(?:' || c_word || ')?::' || c_words || '{4}' || c_last
    || '|(?:' || c_words || '{0,1}' || c_word || ')?::' || c_words || '{3}' || c_last
    || '|(?:' || c_words || '{0,2}' || c_word || ')?::' || c_words || '{2}' || c_last
    || '|(?:' || c_words || '{0,3}' || c_word || ')?::' || c_words || c_last
    || '|(?:' || c_words || '{0,4}' || c_word || ')?::' || c_last
    || '|(?:' || c_words || '{0,5}' || c_word || ')?::' || c_word
    || '|(?:' || c_words || '{0,6}' || c_word || ')?::)';
  c_label constant text := '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
  c_host constant text := c_label || '(?:\.' || c_label || ')*';
  c_atom constant text := '[A-Za-z0-9!#$%&''*+/=?^_`{|}~-]+';
  c_mark constant text := '(?:[A-Za-z0-9._~!$&''()*+,;=-]|%[0-9A-Fa-f]{2})';
  c_char constant text := '(?:[A-Za-z0-9._~!$&''()*+,;=:@-]|%[0-9A-Fa-f]{2})';
  c_tail constant text := '(?:[A-Za-z0-9._~!$&''()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*';
begin
  return '^(?:' || case format
    when 'date' then c_date
    when 'time' then c_time
    when 'date-time' then c_date || '[Tt]' || c_time
    when 'duration' then 'P(?:' || c_days || '(?:' || c_hours || ')?|' || c_hours || '|[0-9]+W)'
    when 'ipv4' then c_ipv4
    when 'ipv6' then c_ipv6
    when 'hostname' then '(?=.{1,253}$)' || c_host
    when 'email' then '(?:' || c_atom || '(?:\.' || c_atom || ')*'
      '|"(?:[^"\\\u0000-\u001f]|\\[^\u0000-\u001f])+")@(?:' || c_host
      || '|\[' || c_ipv4 || '\]|\[IPv6:' || c_ipv6 || '\])'
    when 'uri' then '[A-Za-z][A-Za-z0-9+.-]*:(?://(?:(?:' || c_mark || '|:)*@)?(?:\[(?:' || c_ipv6
      || '|[vV][0-9A-Fa-f]+\.[A-Za-z0-9._~!$&''()*+,;=:-]+)\]|' || c_mark
      || '*)(?::[0-9]*)?(?:/' || c_char || '*)*'
      || '|/?' || c_char || '+(?:/' || c_char || '*)*|/|)(?:\?' || c_tail || ')?(?:#' || c_tail || ')?'
    when 'uuid' then '[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}' end || ')$';
end $$;

comment on function reflux_private.format_pattern is
  'The pattern of a format''s texts; null for a format that is not asserted.';
