-- Steps that nobody could run now, because of what their nodes require and live workers lack. A warning: who
-- deploys may be ahead of who sets up.
create or replace function reflux_private.check_needs(document jsonb)
returns setof jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  select reflux_private.problem(format('steps.%s.node', s.key), 'RFI14',
    format('no live worker can run %s: %s', s.node, m.missing), m.provide) || '{"severity": "warning"}'
  from reflux_private.document_steps(document) s
  cross join reflux_private.missing_needs(s.node_id) m
  where s.manifest ? 'requires' and m.missing is not null
    and not exists (select from reflux_private.live_workers w where s.node_id = any (w.nodes))
$$;

comment on function reflux_private.check_needs is
  'Warnings of a document whose nodes require what no live worker has, one a row.';
