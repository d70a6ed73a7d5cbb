-- What a document asks for and would not get: options that do nothing, secrets where none may stand, names
-- that nothing gives. Of a secret that has no value yet it only warns, since that may be given later.
create or replace function reflux_private.check_effects(parts reflux_private.flow_parts)
returns setof jsonb language sql stable set search_path = pg_catalog, pg_temp
set enable_nestloop = off set jit = off as $$
  with s as materialized (
    select s.key, 'steps.' || s.key as path, n.name as node, n.kind, n.id as node_id, s.step, s.config
    from unnest((parts).steps) s
    join reflux.nodes n on n.id = s.node_id),
  -- Expressions by field of the config, and by option.
  field as materialized (
    select
      s.path || '.' || concat_ws('.', r.option, r.field) as path,
      r.field is not null and coalesce(n.manifest -> 'secrets' ? r.field, true) as secret,
      r.root,
      r.name
    from unnest((parts).reads) r
    join s on s.key = r.key
    join reflux.nodes n on n.id = s.node_id
    where r.root in ('secrets', 'item', 'index') and r.option not in ('title', 'note')
      and (r.option <> 'config' or r.field is not null)),
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
    from s, unnest(array['secret', 'old_secret']) h
    where s.config ? 'hmac') n
  where n.name is not null
    and (select reflux_private.reach()) is null
    and not exists (select from reflux.secrets x where x.name = n.name)
  union all
  -- Names that nothing gives.
  select distinct reflux_private.problem(path, 'RFV16',
    format('an expression reads %s, which only a loop would give', root),
    'Only what a step repeats has them; $map(list, function($item, $index) { … }) walks a list.')
  from field
  where root in ('item', 'index')
    and split_part(path, '.', 2) not in (select r.key from unnest((parts).regions) r)
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
  join reflux.nodes n on n.id = s.node_id
  where s.kind <> 'trigger' and step -> 'disabled' = 'true'
    and not reflux_private.ports_of(n.manifest, config) ? 'out'
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
