-- Expressions that name a variable which is not set here: they would fail when they run.
create or replace function reflux_private.check_vars(document jsonb)
returns setof jsonb language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select reflux_private.problem(n.path, 'RFV40', format('there is no variable %s', n.name),
      format('Set it first, in Settings or with `reflux var set %s`.', n.name))
    from (
      select distinct 'steps.' || s.key || '.' || f.key as path, r.name
      from jsonb_each(document -> 'steps') s,
        jsonb_each(case jsonb_typeof(s.value) when 'object' then s.value - 'pin' else '{}' end) f,
        reflux_private.expression_reads(f.value) r
      where strpos(f.value::text, '{{') > 0 and r.root = 'vars' and r.name is not null) n
    where not exists (select from reflux.vars v where v.name = n.name)
    order by n.path, n.name;
end $$;

comment on function reflux_private.check_vars is
  'Expressions that name a variable which is not set, one problem a row.';
