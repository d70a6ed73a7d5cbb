-- Why a cron expression has no times, in words; null when it has. Five fields, or six with leading seconds,
-- as the scheduler reads them: *, ?, numbers, names, ranges, steps, lists; L, LW and 15W as days; 5L, 5#2 and
-- 5#L as weekdays. The same rule as in language/cron.ts. Where day and weekday are both given, either does,
-- so then there are times.
create or replace function reflux_private.cron_problem(cron text)
returns text language plpgsql immutable set search_path = pg_catalog, pg_temp
  set standard_conforming_strings = on as $$
declare
  c_fields constant text[] := array['second', 'minute', 'hour', 'day', 'month', 'weekday'];
  c_low constant int[] := array[0, 0, 0, 1, 1, 0];
  c_high constant int[] := array[59, 59, 23, 31, 12, 7];
  c_most constant int[] := array[60, 60, 24, 31, 12, 7];
  c_value constant text := '([0-9]{1,4}|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC'
    '|SUN|MON|TUE|WED|THU|FRI|SAT)';
  c_months constant text[] := string_to_array('JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC', ' ');
  c_days constant text[] := string_to_array('SUN MON TUE WED THU FRI SAT', ' ');
  v_parts text[] := string_to_array(upper(btrim(regexp_replace(cron, '\s+', ' ', 'g'))), ' ');
  v_item text;
  v_match text[];
  v_from int;
  v_to int;
  v_days int[] := '{}';
  v_months int[] := '{}';
  v_any_day boolean := false;
begin
  if cardinality(v_parts) not in (5, 6) then
    return 'needs five fields: minute, hour, day, month, weekday; or six with leading seconds';
  elsif cardinality(v_parts) = 5 then
    v_parts := array['0'] || v_parts;
  end if;
  for f in 1 .. 6 loop
    foreach v_item in array string_to_array(v_parts[f], ',') loop
      if v_item = '' then
        return format('has an empty part as %s', c_fields[f]);
      elsif f = 4 and v_item in ('L', 'LW') then
        v_any_day := true;
        continue;
      end if;

      -- From, to, step, and what is only for days and weekdays.
      v_match := regexp_match(
        v_item,
        '^(?:[*?]|' || c_value || '(?:-' || c_value || ')?)(?:/([0-9]{1,4}))?(W|L|#[1-5L])?$');
      if v_match is null
        or v_match[4] is not null and (v_match[3] is not null or v_match[1] is null
          or case v_match[4] when 'W' then f <> 4 or v_match[2] is not null else f <> 6 end) then
        return format('cannot have %s as %s', v_item, c_fields[f]);
      elsif v_match[3] is not null and (
          v_match[3]::int not between 1 and c_most[f]
          or v_match[1] is not null and v_match[2] is null) then
        return format('cannot have the step %s as %s', v_match[3], c_fields[f]);
      end if;
      v_from := case
        when v_match[1] is null then c_low[f]
        when v_match[1] ~ '^[0-9]' then v_match[1]::int
        when f = 5 then array_position(c_months, v_match[1])
        when f = 6 then array_position(c_days, v_match[1]) - 1 end;
      v_to := case
        when v_match[1] is null then c_high[f]
        when v_match[2] is null then v_from
        when v_match[2] ~ '^[0-9]' then v_match[2]::int
        when f = 5 then array_position(c_months, v_match[2])
        when f = 6 then array_position(c_days, v_match[2]) - 1 end;

      if not coalesce(v_from >= c_low[f] and v_to <= c_high[f] and v_from <= v_to, false) then
        return format('cannot have %s as %s, which goes from %s to %s',
          v_item, c_fields[f], c_low[f], c_high[f]);
      elsif f = 4 then
        v_days := v_days || v_from;
      elsif f = 5 then
        v_months := v_months || array(
          select m from generate_series(v_from, v_to, coalesce(v_match[3]::int, 1)) m);
      end if;
    end loop;
  end loop;
  if not v_any_day and v_parts[6] in ('*', '?')
    and (select min(d) from unnest(v_days) d) > (
      select max(case when m = 2 then 29 when m in (4, 6, 9, 11) then 30 else 31 end)
      from unnest(v_months) m) then
    return 'names a day that none of its months has: it would never come';
  end if;
  return null;
end $$;

comment on function reflux_private.cron_problem is
  'Why a cron expression has no times, in words; null when it has.';
