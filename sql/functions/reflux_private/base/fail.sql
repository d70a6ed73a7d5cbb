-- Raises an error of the registry (db/ERRORS.md). The one way to raise, so
-- that code, detail and hint reach psql, logs, GraphQL and the browser
-- alike. What is not given is not said: psql would show it as an empty line.
create or replace function reflux_private.fail(
  code text,
  message text,
  detail jsonb default null,
  hint text default null)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
  if detail is null and hint is null then
    raise exception using errcode = fail.code, message = fail.message;
  elsif detail is null then
    raise exception using errcode = fail.code, message = fail.message, hint = fail.hint;
  elsif hint is null then
    raise exception using errcode = fail.code, message = fail.message, detail = fail.detail::text;
  end if;
  raise exception using
    errcode = fail.code,
    message = fail.message,
    detail = fail.detail::text,
    hint = fail.hint;
end $$;

comment on function reflux_private.fail is
  'Raises an error of the registry: SQLSTATE, message, JSON detail, hint.';
