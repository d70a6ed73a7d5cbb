-- Everything that is wrong with a flow document, all at once, each with a
-- path. What deploy_flow refuses by, beside warnings; what the flow would
-- lack the permission for, if the caller deployed it under its name, too.
-- All but the syntax of expressions: Postgres cannot read JSONata. The
-- API, the editor and `reflux deploy` check it too.
create or replace function reflux.check_flow(document jsonb)
returns jsonb language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select problems from reflux_private.judge_document(document)
$$;

comment on function reflux.check_flow is
  'Lists everything wrong with a flow document as [{path, code, message, hint}]; without errors it can be '
  'deployed; what has the severity `warning` only should be known. In SQL the syntax of expressions is not '
  'checked; the API and the command line do.';
