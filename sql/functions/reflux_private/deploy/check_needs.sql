-- Steps that nobody could run now, because of what their nodes require and live workers lack. A warning: who
-- deploys may be ahead of who sets up.
create or replace function reflux_private.check_needs(parts reflux_private.flow_parts)
returns setof jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  with needy as (
    select n.id, n.name || '@' || n.version as node, m.missing, m.provide
    from reflux.nodes n
    cross join reflux_private.missing_needs(n.id) m
    where n.id in (select s.node_id from unnest((parts).steps) s) and n.manifest ? 'requires'
      and m.missing is not null
      and not exists (select from reflux_private.live_workers w where n.id = any (w.nodes)))
  select reflux_private.problem(format('steps.%s.node', s.key), 'RFI14',
    format('no live worker can run %s: %s', n.node, n.missing), n.provide)
    || '{"severity": "warning"}'
  from unnest((parts).steps) s
  join needy n on n.id = s.node_id
$$;

comment on function reflux_private.check_needs is
  'Warnings of a document whose nodes require what no live worker has, one a row.';
