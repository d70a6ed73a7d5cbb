-- Who asks: the greatest of the four roles that this session has, the name its changes are recorded under,
-- and whether it reaches all flows. Grants decide what is possible; this only tells, so that nobody is
-- offered what would be refused.
create or replace function reflux.whoami(out role text, out rank int, out actor text, out all_flows boolean)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select r.name, r.rank::int, reflux_private.actor(),
    reflux_private.sees_all_flows()
  from unnest(array['viewer', 'operator', 'editor', 'admin']) with ordinality r (name, rank)
  where pg_has_role(current_user, 'reflux_' || r.name, 'usage')
  order by r.rank desc
  limit 1
$$;

comment on function reflux.whoami is
  'Who asks: role, its rank (1 viewer to 4 admin), the name in history, and whether all flows are in reach.';
