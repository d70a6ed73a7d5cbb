-- Defects of a document's steps: keys, nodes, options, configuration. One row each, none when all is well.
create or replace function reflux_private.check_steps(parts reflux_private.flow_parts)
returns setof jsonb language sql stable
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on set enable_nestloop = off set jit = off as $$
  with s as materialized (
    select 'steps.' || s.key as path, s.*, n.name, n.kind
    from unnest((parts).steps) s
    left join reflux.nodes n on n.id = s.node_id),
  node as materialized (
    select id, manifest -> 'config' as schema from reflux.nodes where id in (select node_id from s)),
  -- option → what it must be
  o as materialized (
    select path, option, value
    from s, jsonb_each(case jsonb_typeof(step) when 'object' then step else '{}' end) x(option, value)),
  -- Many steps have few time limits among them.
  timeout as materialized (
    select value, reflux_private.try_interval(value) as length
    from (select distinct value from o where option = 'timeout') o)
  -- Keys and nodes.
  select reflux_private.problem(path, 'RFV21',
    'a step key is letters, digits and _, and starts with no digit',
    'Expressions name steps as steps.<key>, so the key must be a name.')
  from s
  where key !~ '^[A-Za-z_][A-Za-z0-9_]{0,62}$'
  union all
  select reflux_private.problem(path, 'RFV01', 'a step is an object with a node')
  from s
  where jsonb_typeof(step) <> 'object'
  union all
  select reflux_private.problem(path || '.node', 'RFV02',
    case when step ? 'node' then format('unknown node %s', step -> 'node') else 'names no node' end,
    'Known: ' || coalesce(
      (select string_agg(distinct name, ', ' order by name) from reflux.nodes),
      'none yet; start a worker, it announces its nodes'))
  from s
  where node_id is null and jsonb_typeof(step) = 'object'
  union all
  -- Options.
  select reflux_private.problem(path || '.' || option, 'RFV20', 'is not a step option',
    'Options: node, config, retry, timeout, cache, join, on_error, concurrency, pin, disabled, title, note.')
  from o
  where option not in (
    'node', 'config', 'retry', 'timeout', 'cache', 'join', 'on_error', 'concurrency', 'pin', 'disabled',
    'title', 'note')
  union all
  select reflux_private.problem(path || '.' || option, 'RFV18', 'must be ' || want)
  from o
  join (values
    ('config', 'object', 'an object'),
    ('retry', 'object', 'an object'),
    ('cache', 'object', 'an object'),
    ('concurrency', 'object', 'an object'),
    ('pin', 'object', 'an object'),
    ('disabled', 'boolean', 'true or false'),
    ('title', 'string', 'a text'),
    ('note', 'string', 'a text')) w(name, type, want) on name = option
  where jsonb_typeof(value) <> type
  union all
  select reflux_private.problem(path || '.join', 'RFV18', 'must be all or any')
  from o
  where option = 'join' and value not in ('"all"', '"any"')
  union all
  select reflux_private.problem(path || '.on_error', 'RFV18', 'must be fail, continue or edge')
  from o
  where option = 'on_error' and value not in ('"fail"', '"continue"', '"edge"')
  union all
  select reflux_private.problem(path || '.timeout', 'RFV18',
    'must be a duration above zero and up to 24 days, such as 30s')
  from o
  join timeout t using (value)
  where option = 'timeout'
    and not coalesce(t.length > interval '0' and t.length <= interval '24 days', false)
  union all
  select reflux_private.problem(path || '.retry.' || k, 'RFV18', 'must be ' || want)
  from o, lateral (values
    ('max', 'a whole number from 0 to 100', coalesce(
      jsonb_typeof(value -> 'max') = 'number'
        and (value ->> 'max') ~ '^\d{1,3}$' and (value ->> 'max')::int <= 100,
      not value ? 'max')),
    ('initial', 'a duration of up to a year, such as 1s', not value ? 'initial' or coalesce(
      reflux_private.try_interval(value -> 'initial') between interval '0' and interval '366 days',
      false)),
    ('limit', 'a duration of up to a year, such as 5m', not value ? 'limit' or coalesce(
      reflux_private.try_interval(value -> 'limit') between interval '0' and interval '366 days',
      false)),
    ('backoff', 'exponential or fixed',
      not value ? 'backoff' or value -> 'backoff' in ('"exponential"', '"fixed"')),
    ('jitter', 'a number from 0 to 1', coalesce(
      jsonb_typeof(value -> 'jitter') = 'number' and (value ->> 'jitter')::numeric between 0 and 1,
      not value ? 'jitter')),
    ('classes', 'an object of whole numbers by error code or its beginning', coalesce(
      jsonb_typeof(value -> 'classes') = 'object' and not exists (
        select from jsonb_each(value -> 'classes') c
        where c.value::text !~ '^\d{1,3}$' or c.key !~ '^RF([VSCNPLTXI]([0-9]{1,2})?)?$'),
      not value ? 'classes')))
    r(k, want, fits)
  where option = 'retry' and jsonb_typeof(value) = 'object' and not fits
  union all
  select reflux_private.problem(path || '.retry.' || k, 'RFV20', 'is not a retry option',
    'Options: max, backoff, initial, limit, jitter, classes.')
  from o, jsonb_object_keys(case jsonb_typeof(value) when 'object' then value else '{}' end) k
  where option = 'retry' and k not in ('max', 'backoff', 'initial', 'limit', 'jitter', 'classes')
  union all
  select reflux_private.problem(path || '.concurrency' || k, 'RFV18', 'must be ' || want)
  from o, lateral (values
    ('.limit', 'a whole number of at least 1', coalesce((value -> 'limit')::text ~ '^[1-9]\d{0,5}$', false)),
    ('.key', 'a text', jsonb_typeof(coalesce(value -> 'key', '""')) = 'string')) r(k, want, fits)
  where option = 'concurrency' and jsonb_typeof(value) = 'object' and not fits
  union all
  -- The config, by the schema of its node.
  select p
  from s
  join node n on n.id = s.node_id
  cross join lateral unnest(reflux_private.schema_problems(
    n.schema,
    coalesce(step -> 'config', '{}'),
    path || '.config',
    kind <> 'trigger')) p
  union all
  -- Of the text of a jsonb only strings and keys hold two braces that open.
  select reflux_private.problem(path || '.config.' || c.key, 'RFV03',
    'takes no expression: the config of a trigger is read when the flow is deployed',
    'Write the value itself.')
  from s, jsonb_each(config) c
  -- The condition of a watched table has a judge of its own (check_watches).
  where kind = 'trigger' and (strpos(c.key, '{{') > 0 or strpos(c.value::text, '{{') > 0)
    and (c.key, s.name) <> ('when', 'table.change')
$$;

comment on function reflux_private.check_steps is
  'Defects of a document''s steps, one {path, code, message, hint} a row.';
