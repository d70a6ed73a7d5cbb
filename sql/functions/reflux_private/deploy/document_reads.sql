-- What the expressions of steps read of their scope, once for each option or field of a config: of other steps,
-- secrets, variables and loops; of `input` where several steps lead to the step. A pinned sample is data.
-- A text that has none of their names has none of them; one path, as most are, is read without its tokens.
create or replace function reflux_private.document_reads(
  steps reflux_private.flow_step[], edges reflux_private.flow_edge[])
returns setof reflux_private.flow_read language sql stable set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on set enable_nestloop = off set jit = off as $$
  with joined as materialized (
    select e.target
    from unnest(edges) e
    where e.ok
    group by e.target
    having min(e.source) <> max(e.source)),
  option as materialized (
    select s.key, o.key as option, o.value, o.key = 'config' and jsonb_typeof(o.value) = 'object' as has_fields
    from unnest(steps) s
    cross join lateral jsonb_each(case jsonb_typeof(s.step) when 'object' then s.step - 'pin' else '{}' end) o
    where jsonb_typeof(o.value) in ('string', 'object', 'array') and strpos(o.value::text, '{{') > 0),
  template as materialized (
    select
      o.key,
      o.option,
      case when o.has_fields then f.key end as field,
      t #>> '{}' as words,
      j.target is not null as joined
    from option o
    cross join lateral jsonb_each(
      case when o.has_fields then o.value else jsonb_build_object('', o.value) end) f
    cross join lateral jsonb_path_query(f.value, 'strict $.** ? (@.type() == "string")') t
    left join joined j on j.target = o.key
    where strpos(t #>> '{}', '{{') > 0),
  read as materialized (
    select
      t.*,
      string_to_array((regexp_match(
        t.words,
        '^[^{]*\{\{ *([A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*) *\}\}[^{]*$'))[1], '.') as path
    from template t
    where t.words ~ 'steps|secrets|vars|item|index' or t.joined and strpos(t.words, 'input') > 0
    offset 0)
  select distinct *
  from (
    select r.key, r.option, r.field, r.path[1] as root, r.path[2] as name
    from read r
    where r.path is not null and r.path[1] not in ('and', 'or', 'in', 'true', 'false', 'null', 'function')
    union all
    select r.key, r.option, r.field, x.root, x.name
    from read r
    cross join lateral reflux_private.expression_reads(to_jsonb(r.words)) x
    where r.path is null or r.path[1] in ('and', 'or', 'in', 'true', 'false', 'null', 'function')) r
  where r.root in ('steps', 'secrets', 'vars', 'item', 'index', 'input')
$$;

comment on function reflux_private.document_reads is
  'What the expressions of steps read of their scope, one name a row.';
