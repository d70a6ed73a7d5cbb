-- Schedules of a document that could never fire: cron expressions
-- without a time, and time zones that are none.
create or replace function reflux_private.check_schedules(parts reflux_private.flow_parts)
returns setof jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  with s as (
    select 'steps.' || s.key || '.config' as path, s.config
    from unnest((parts).steps) s
    join reflux.nodes n on n.id = s.node_id
    where n.name = 'schedule.cron')
  select reflux_private.problem(path || '.cron', 'RFV03', p,
    'For example 0 7 * * 1-5: at seven, Monday to Friday.')
  from s, reflux_private.cron_problem(config ->> 'cron') p
  where jsonb_typeof(config -> 'cron') = 'string' and p is not null
  union all
  select reflux_private.problem(path || '.timezone', 'RFV03', p,
    'Names are as in Europe/Berlin; left out, it is UTC.')
  from s, reflux_private.zone_problem(config ->> 'timezone') p
  where jsonb_typeof(config -> 'timezone') = 'string' and p is not null
$$;

comment on function reflux_private.check_schedules is
  'Schedules of a document that could never fire, one problem a row.';
