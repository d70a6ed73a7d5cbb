-- Raises an error of the registry (db/ERRORS.md). The one way to raise, so that code, detail and hint reach
-- psql, logs, GraphQL and the browser alike.
create or replace function reflux_private.fail(code text, message text, detail jsonb default null, hint text default null)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
  raise exception using errcode = fail.code, message = fail.message,
    detail = coalesce(fail.detail::text, ''), hint = coalesce(fail.hint, '');
end $$;

comment on function reflux_private.fail is 'Raises an error of the registry: SQLSTATE, message, JSON detail, hint.';
