-- What a document asks for and would not get: options that do nothing, secrets where none may stand, names
-- that nothing gives. Of a secret that has no value yet it only warns, since that may be given later.
create or replace function reflux_private.check_effects(document jsonb)
returns setof jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  with s as materialized (
    select
      'steps.' || key as path,
      split_part(node, '@', 1) as node,
      kind,
      manifest,
      step,
      case jsonb_typeof(step -> 'config') when 'object' then step -> 'config' else '{}' end as config
    from reflux_private.document_steps(document)
    where jsonb_typeof(step) = 'object' and node_id is not null),
  -- Expressions by field of the config, and by option; a pinned sample is data.
  field as materialized (
    select
      s.path || f.way || f.key as path,
      s.kind,
      f.key,
      f.way,
      f.way = '.config.' and coalesce(s.manifest -> 'secrets' ? f.key, true) as secret,
      r.root,
      r.name
    from s
    cross join lateral (
      select '.config.', c.key, c.value
      from jsonb_each(s.config) c
      union all
      select '.', o.key, o.value
      from jsonb_each(s.step - array['config', 'pin', 'title', 'note']) o) f(way, key, value)
    cross join lateral reflux_private.expression_reads(f.value) r
    where strpos(f.value::text, '{{') > 0),
  secret as (
    select path, secret, name
    from field
    where root = 'secrets')
  -- Secrets.
  select distinct reflux_private.problem(path, 'RFV16', 'a secret may not be used in this field',
    'Only the fields that the manifest of the node lists may hold one.')
  from secret
  where not secret
  union all
  select distinct reflux_private.problem(n.path, 'RFV16', format('there is no secret %s yet', n.name),
    format('Give it a value with: reflux secret set %s.', n.name)) || '{"severity": "warning"}'
  from (
    select path, name
    from secret
    where secret and name is not null
    union
    select s.path || '.config.hmac.' || h, s.config -> 'hmac' ->> h
    from s, unnest(array['secret', 'old_secret']) h) n
  where n.name is not null
    and reflux_private.reach() is null
    and not exists (select from reflux.secrets x where x.name = n.name)
  union all
  -- Names that nothing gives.
  select distinct reflux_private.problem(path, 'RFV16',
    format('an expression reads %s, which only a loop would give', root),
    'Only what a step repeats has them; $map(list, function($item, $index) { … }) walks a list.')
  from field
  where root in ('item', 'index')
    and split_part(path, '.', 2) not in (select r.key from reflux_private.regions(document) r)
  union all
  -- Options that do nothing.
  select reflux_private.problem(path || '.cache', 'RFV18',
    'does nothing yet: no output is kept for another run',
    'Leave it out.')
  from s
  where step ? 'cache'
  union all
  select reflux_private.problem(path || '.disabled', 'RFV18',
    'cannot be: a disabled step hands its input on by port out, which it does not have',
    'Remove the step, or lead its edges past it.')
  from s
  where kind <> 'trigger' and step -> 'disabled' = 'true'
    and not reflux_private.ports_of(manifest, config) ? 'out'
  union all
  select reflux_private.problem(path || '.timeout', 'RFV18',
    'does nothing: it bounds a try, and this step sleeps between its tries',
    case node
      when 'wait' then 'For a signal, set timeout in the config.'
      else 'Set timeouts in the flow that is called.' end)
  from s
  where node in ('wait', 'flow.call') and step ? 'timeout'
  union all
  select reflux_private.problem(format('%s.%s.%s', path, o.option, k), 'RFV20', 'is not known here',
    'Known: ' || array_to_string(o.known, ', ') || '.')
  from s,
    (values ('concurrency', array['key', 'limit']), ('pin', array['input', 'output'])) o(option, known),
    jsonb_object_keys(
      case jsonb_typeof(step -> o.option) when 'object' then step -> o.option else '{}' end) k
  where k <> all (o.known)
  union all
  -- A wait for one thing.
  select reflux_private.problem(path || '.config', 'RFV03', 'needs exactly one of duration, until and signal')
  from s
  where node = 'wait'
    and (config ? 'duration')::int
      + (config ? 'until')::int
      + (config ? 'signal' and config -> 'signal' <> 'false')::int <> 1
  union all
  select reflux_private.problem(path || '.config.timeout', 'RFV03', 'does nothing without a signal')
  from s
  where node = 'wait' and config ? 'timeout' and coalesce(config -> 'signal', 'false') = 'false'
$$;

comment on function reflux_private.check_effects is
  'What a document asks for and would not get, one problem or warning a row.';
