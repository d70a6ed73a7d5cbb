-- One defect of a flow document: where it is, what it is, what to do.
create or replace function reflux_private.problem(path text, code text, message text, hint text default null)
returns jsonb language sql immutable set search_path = pg_catalog, pg_temp as $$
  select jsonb_strip_nulls(jsonb_build_object('path', path, 'code', code, 'message', message, 'hint', hint))
$$;

comment on function reflux_private.problem is 'One defect of a flow document as {path, code, message, hint}.';
