-- Why no worker runs a node although there are some that know it: what it requires and they lack, with what
-- would provide it. Nulls when nothing is known to be missing.
create or replace function reflux_private.missing_needs(node int, out missing text, out provide text)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select
    string_agg(format('worker %s lacks %s (%s)', w.id, x.need, x.problem), ', ' order by w.id, x.need),
    string_agg(distinct x.provide, '; ')
  from reflux.nodes n
  join reflux.workers w
    on w.stopped_at is null and w.lost_at is null and w.lease_until > reflux_private.clock()
  cross join jsonb_to_recordset(w.needs) x(need text, problem text, provide text)
  where n.id = node and x.problem is not null and n.manifest -> 'requires' ? x.need
$$;

comment on function reflux_private.missing_needs is
  'What live workers lack of what a node requires, and what would provide it.';
