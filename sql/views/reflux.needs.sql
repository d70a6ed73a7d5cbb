-- What nodes require of a machine beside Node, and which live workers have it, as they told when they joined.
create or replace view reflux.needs with (security_invoker) as
select
  r.need,
  r.nodes,
  coalesce(w.met, 0) as workers,
  coalesce(w.met, 0) > 0 as is_met,
  w.problem,
  w.provide
from (
  select x.need, array_agg(n.name || '@' || n.version order by n.name, n.version) as nodes
  from reflux.nodes n
  cross join jsonb_array_elements_text(n.manifest -> 'requires') x(need)
  group by x.need) r
left join (
  select
    x.need,
    count(*) filter (where x.problem is null)::int as met,
    string_agg(
      format('worker %s: %s', h.id, x.problem), '; ' order by h.id) filter (where x.problem is not null)
      as problem,
    string_agg(distinct x.provide, '; ') filter (where x.problem is not null) as provide
  from reflux.workers h
  cross join jsonb_to_recordset(h.needs) x(need text, problem text, provide text)
  where h.stopped_at is null and h.lost_at is null and h.lease_until > reflux_private.clock()
  group by x.need) w on w.need = r.need;

comment on view reflux.needs is
  E'@primaryKey need\n\nWhat nodes require: a package, a program, a service. Which nodes, how many live '
  'workers have it, and for those that lack it why, and what would provide it.';
