-- What a link is for, by the hash of what stands in it, and whether it may be used: open, used, expired, or
-- over, when the step does not wait for it any more. No row where there is no such link.
create or replace function reflux_private.find_link(hash bytea)
returns table (flow text, step text, run_id bigint, scope text, state text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select
    coalesce(f.title, f.slug),
    g.key,
    l.run_id,
    l.scope,
    case
      when l.used_at is not null then 'used'
      when l.expires_at <= reflux_private.clock() then 'expired'
      when r.finished_at is not null or s.finished_at is not null or coalesce(s.epoch, 0) <> l.epoch
        or exists (
          select from reflux.kept_signals k
          where k.run_id = l.run_id and k.idx = l.idx and k.scope = l.scope
            and k.expires_at > reflux_private.clock())
        then 'over'
      else 'open' end
  from reflux_private.links l
  join reflux.runs r on r.id = l.run_id
  join reflux.flows f on f.id = r.flow_id
  join reflux.graph_steps g on g.graph_id = r.graph_id and g.idx = l.idx
  left join reflux.steps s on s.run_id = l.run_id and s.idx = l.idx and s.scope = l.scope
  where l.hash = find_link.hash
$$;

comment on function reflux_private.find_link is
  'What a link is for, by its hash, and whether it may be used.';
