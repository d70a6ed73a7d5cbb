-- The step keys that expressions in a value name: `{{ … steps.key … }}`. Read as text; the grammar itself is
-- checked where a JSONata parser is at hand.
create or replace function reflux_private.expression_references(value jsonb)
returns setof text language plpgsql immutable
set search_path = pg_catalog, pg_temp set standard_conforming_strings = on as $$
begin
  return query
    select distinct r[1]
    from regexp_matches(value::text, '\{\{.*?\}\}', 'g') e(body),
         regexp_matches(e.body[1], '(?<![A-Za-z0-9_.$])steps\.`?([A-Za-z_][A-Za-z0-9_]*)', 'g') r;
end $$;

comment on function reflux_private.expression_references is
  'The step keys named in the {{ }} expressions of a value.';
