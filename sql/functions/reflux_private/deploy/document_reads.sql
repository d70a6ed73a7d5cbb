-- What the expressions of steps read of their scope, once for each option or field of a config: of other
-- steps, secrets, variables and loops; of `input` where several steps lead to the step. A pinned sample is
-- data. A text that has none of their names has none of them; one path, as most are, is read without its
-- tokens.
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
    select
      s.key,
      o.key as option,
      o.value,
      o.key = 'config' and jsonb_typeof(o.value) = 'object' as has_fields
    from unnest(steps) s
    cross join lateral jsonb_each(
      case jsonb_typeof(s.step) when 'object' then s.step - 'pin' else '{}' end) o
    where jsonb_typeof(o.value) in ('string', 'object', 'array') and strpos(o.value::text, '{{') > 0),
  field as materialized (
    select key, option, null as field, value from option where not has_fields
    union all
    select o.key, o.option, f.key, f.value from option o, jsonb_each(o.value) f where o.has_fields),
  template as materialized (
    select t.*, j.target is not null as joined
    from (
      select key, option, field, value #>> '{}' as words
      from field
      where jsonb_typeof(value) = 'string'
      union all
      select f.key, f.option, f.field, t #>> '{}'
      from field f, jsonb_path_query(f.value, 'strict $.** ? (@.type() == "string")') t
      where jsonb_typeof(f.value) in ('object', 'array')) t
    left join joined j on j.target = t.key
    where strpos(t.words, '{{') > 0),
  read as materialized (
    select
      t.*,
      case
        when t.words ~ '^[^{]*\{\{ *[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)* *\}\}[^{]*$'
          then string_to_array(btrim(split_part(split_part(t.words, '{{', 2), '}}', 1), ' '), '.') end as path
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
