-- Whether a server may take requests: a fingerprint of the applied schema, to compare with the one it started
-- on, and how many workers live and how many of them are deaf. Cheap, because anybody may ask.
create or replace function reflux_private.readiness(
  out schema_mark text,
  out workers int,
  out deaf_workers int)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select
    md5(
      coalesce((select string_agg(m.sha256, ',' order by m.number) from reflux_private.migrations m), '')
      || coalesce((select string_agg(o.sha256, ',' order by o.path) from reflux_private.objects o), '')),
    w.live,
    w.deaf
  from (
    select count(*)::int as live, count(*) filter (where deaf)::int as deaf
    from reflux.workers
    where stopped_at is null and lost_at is null and lease_until > reflux_private.clock()) w
$$;

comment on function reflux_private.readiness is
  'A fingerprint of the applied schema, and the numbers of live and of deaf workers. For the API''s login '
  'only.';
