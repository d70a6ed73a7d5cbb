-- Expressions that name a variable which is not set here: they would fail when they run. Read as text, as
-- expression_references does.
create or replace function reflux_private.check_vars(document jsonb)
returns setof jsonb language plpgsql stable set search_path = pg_catalog, pg_temp
  set standard_conforming_strings = on as $$
begin
  return query
    select reflux_private.problem(n.path, 'RFV40', format('there is no variable %s', n.name),
      format('Set it first, in Settings or with `reflux var set %s`.', n.name))
    from (
      select distinct 'steps.' || s.key || '.' || f.key as path, x[1] as name
      from jsonb_each(document -> 'steps') s,
        jsonb_each(case jsonb_typeof(s.value) when 'object' then s.value - 'pin' else '{}' end) f,
        regexp_matches(f.value::text, '\{\{.*?\}\}', 'g') e,
        regexp_matches(e[1], '(?<![A-Za-z0-9_.$])(?:\$\$?\.)?vars\.`?([A-Za-z_][A-Za-z0-9_]*)', 'g') x
      where strpos(f.value::text, '{{') > 0) n
    where not exists (select from reflux.vars v where v.name = n.name)
    order by n.path, n.name;
end $$;

comment on function reflux_private.check_vars is
  'Expressions that name a variable which is not set, one problem a row.';
