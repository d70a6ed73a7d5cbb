-- Functions that run with the rights of the owner, by who may call them: the only doors to what nobody may
-- touch.
select
  coalesce(callers, 'nobody: a trigger') as callers,
  string_agg(format('`%s`', name), ', ' order by name collate "C") as names
from (
  select
    format('%s.%s', n.nspname, p.proname) as name,
    (
      select string_agg(format('`%s`', coalesce(r.rolname, 'public')), ', ' order by r.rolname collate "C")
      from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
      left join pg_roles r on r.oid = a.grantee
      where a.grantee <> p.proowner) as callers
  from pg_proc p
  join pg_namespace n on n.oid = p.pronamespace
  where p.prosecdef and n.nspname in ('reflux', 'reflux_private', 'reflux_author', 'graphile_worker')) f
group by callers order by callers collate "C"
