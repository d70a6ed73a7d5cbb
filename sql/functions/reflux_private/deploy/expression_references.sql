-- The step keys that a step names in its expressions: `{{ … steps.key … }}`. A pinned sample is data.
create or replace function reflux_private.expression_references(step jsonb)
returns setof text language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select distinct r.name
    from reflux_private.expression_reads(case jsonb_typeof(step) when 'object' then step - 'pin' end) r
    where r.root = 'steps' and r.name is not null;
end $$;

comment on function reflux_private.expression_references is
  'The step keys that a step names in its {{ }} expressions.';
