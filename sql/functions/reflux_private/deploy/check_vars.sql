-- Expressions that name a variable which is not set here: they would fail when they run.
create or replace function reflux_private.check_vars(parts reflux_private.flow_parts)
returns setof jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  select reflux_private.problem(n.path, 'RFV40', format('there is no variable %s', n.name),
    format('Set it first, in Settings or with `reflux var set %s`.', n.name))
  from (
    select distinct 'steps.' || key || '.' || option as path, name
    from unnest((parts).reads)
    where root = 'vars' and name is not null) n
  where not exists (select from reflux.vars v where v.name = n.name)
  order by n.path, n.name
$$;

comment on function reflux_private.check_vars is
  'Expressions that name a variable which is not set, one problem a row.';
