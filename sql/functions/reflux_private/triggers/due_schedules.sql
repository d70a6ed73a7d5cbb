-- The schedules that need a worker before `horizon` is over: those that come due, and those without a next
-- time yet. Only workers can read cron expressions; when one of them has a next time, fire_schedule is told.
-- One that turned out to have none is left in peace until its flow is deployed or enabled again.
create or replace function reflux_private.due_schedules(horizon interval)
returns table (id bigint, cron text, timezone text, keep int, due timestamptz, now timestamptz)
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  select
    s.id,
    s.config ->> 'cron',
    coalesce(s.config ->> 'timezone', 'UTC'),
    coalesce((s.config ->> 'catch_up')::int, 1) + 1,
    s.next_at,
    reflux_private.clock()
  from reflux.schedules s
  join reflux.flows f on f.id = s.flow_id
  where f.enabled and f.archived_at is null and s.problem is null
    and (s.next_at is null or s.next_at <= reflux_private.clock() + horizon)
  order by s.next_at nulls first, s.id
$$;

comment on function reflux_private.due_schedules is
  'Schedules that come due within the horizon, or have no next time yet.';
