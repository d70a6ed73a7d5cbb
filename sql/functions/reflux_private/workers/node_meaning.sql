-- What a manifest means, without what it only tells: titles, descriptions, examples, and what a machine must
-- have to run it. `names`: the keys are
-- names that the author chose, as under `properties`, and none of them is ours to leave out.
create or replace function reflux_private.node_meaning(part jsonb, names boolean default false)
returns jsonb language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
  return case jsonb_typeof(part)
    when 'object' then (
      select coalesce(
        jsonb_object_agg(p.key, case
          when not names and p.key in ('enum', 'const', 'default') then p.value
          else reflux_private.node_meaning(
            p.value,
            not names and p.key in ('properties', 'patternProperties', '$defs')) end),
        '{}')
      from jsonb_each(part) p
      where names or p.key not in (
        'title', 'description', 'summary', 'category', 'icon', 'examples', '$comment',
        'requires', 'x-reflux-order', 'x-reflux-pattern'))
    when 'array' then (
      select coalesce(jsonb_agg(reflux_private.node_meaning(p.value) order by p.ordinality), '[]')
      from jsonb_array_elements(part) with ordinality p)
    else part end;
end $$;

comment on function reflux_private.node_meaning is
  'A manifest without its documentation: what two that share a name must agree on.';
