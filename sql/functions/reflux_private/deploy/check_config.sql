-- Defects of literal config values that their JSON Schema cannot tell, by what the manifest notes beside a
-- field: a URL that is none, a duration that no timer holds or that the step's own timeout cuts short, a
-- header that belongs to the connection, a field that does nothing beside another. What an expression makes
-- is judged when the step runs.
create or replace function reflux_private.check_config(parts reflux_private.flow_parts)
returns setof jsonb language sql stable set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on set enable_nestloop = off set jit = off as $$
  with s as materialized (
    select s.key, s.step, s.config, s.node_id, n.name
    from unnest((parts).steps) s
    join reflux.nodes n on n.id = s.node_id),
  -- The fields of each node of which its manifest notes something.
  noted as materialized (
    select n.id, p.key, p.schema, n.manifest #> '{config,properties}' as fields
    from reflux.nodes n
    cross join lateral jsonb_each(case jsonb_typeof(n.manifest #> '{config,properties}')
      when 'object' then n.manifest #> '{config,properties}' else '{}' end) p(key, schema)
    where n.id in (select node_id from s) and jsonb_typeof(p.schema) = 'object'
      and p.schema ?| array[
        'x-reflux-url', 'x-reflux-timer', 'x-reflux-widget', 'x-reflux-taken', 'x-reflux-not-with']),
  f as materialized (
    select
      'steps.' || s.key || '.config.' || p.key as path,
      p.key,
      p.schema,
      s.config,
      s.config -> p.key as given,
      s.config #>> array[p.key] as words,
      s.step,
      p.fields
    from s
    join noted p on p.id = s.node_id
    where s.config ? p.key),
  -- durations that are written right, and the longest they may be
  d as (
    select
      f.*,
      f.schema -> 'x-reflux-timer' = 'true' as is_timer,
      reflux_private.try_interval(f.given) as length
    from f where f.schema ->> 'x-reflux-widget' = 'duration' and jsonb_typeof(f.given) = 'string'
      and f.words ~ coalesce(f.schema ->> 'pattern', ''))
  select reflux_private.problem(path, 'RFV03', 'must be a URL of http or https',
    'Write https://host/path; an expression may make any part of it.')
  from f where schema -> 'x-reflux-url' = 'true' and jsonb_typeof(given) = 'string'
    and words !~ '^\s*\{\{' and words !~* '^\s*https?:.*\S'
  union all
  select reflux_private.problem(path, 'RFV03', 'must be above zero and up to 24 days',
    'For longer, let the step end and wait in a wait step.')
  from d where is_timer and not coalesce(length > interval '0' and length <= interval '24 days', false)
  union all
  select reflux_private.problem(path, 'RFV03', 'must end within 7000 years')
  from d where is_timer is not true and not coalesce(length <= interval '7000 years', false)
  union all
  select reflux_private.problem(path, 'RFV18',
    format('is longer than the timeout of its step, %s, which ends it first', step ->> 'timeout'),
    'Leave the timeout of the step out, and this one counts; or lengthen it.')
  from d where is_timer and length > reflux_private.try_interval(step -> 'timeout')
  union all
  select reflux_private.problem(path || '.' || name, 'RFV03', 'cannot be set: REFLUX says it itself',
    'Leave it out.')
  from f, lateral jsonb_object_keys(case jsonb_typeof(given) when 'object' then given else '{}' end) name
  where schema -> 'x-reflux-taken' ? lower(name)
  union all
  select reflux_private.problem(path, 'RFV03', format('does nothing where %s is %s', n.key, other #>> '{}'),
    'Leave it out, or change the other.')
  from f, lateral jsonb_each(case jsonb_typeof(schema -> 'x-reflux-not-with')
    when 'object' then schema -> 'x-reflux-not-with' else '{}' end) n(key, others),
    lateral (select coalesce(config -> n.key, fields #> array[n.key, 'default']) as other) o
  where given <> 'null' and others @> other
  union all
  select reflux_private.problem('steps.' || key, 'RFV18',
    'answers nobody: no webhook.in of this flow has mode: sync')
  from s
  where name = 'webhook.reply'
    and not exists (select from s t where t.name = 'webhook.in' and t.config -> 'mode' = '"sync"')
$$;

comment on function reflux_private.check_config is
  'Defects of literal config values by the notes of their manifest, one {path, code, message, hint} a row.';
