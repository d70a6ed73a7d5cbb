-- The hint that names reflux.why for a step, in its scope.
create or replace function reflux_private.why_hint(run_id bigint, step text, scope text)
returns text language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
  return format('See select * from reflux.why(%s, %L%s).',
    run_id, step, ', ' || quote_literal(nullif(scope, '')));
end $$;

comment on function reflux_private.why_hint is 'The hint that names reflux.why for a step, in its scope.';
