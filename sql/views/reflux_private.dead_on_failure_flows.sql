-- On-failure flows that are set and would start nothing. `flow` is null for the one of the settings.
create or replace view reflux_private.dead_on_failure_flows with (security_invoker) as
select
  w.flow,
  w.on_failure_flow,
  case
    when h.id is null then 'is not there'
    when h.archived_at is not null then 'is archived'
    when not h.enabled then 'is disabled'
    else 'has no version' end as problem
from (
  select null as flow, e.on_failure_flow from reflux.settings e
  union all
  select f.slug, f.on_failure_flow from reflux.flows f where f.alerts and f.archived_at is null) w
left join reflux.flows h on h.slug = w.on_failure_flow
where w.on_failure_flow is not null
  and (h.id is null or h.archived_at is not null or not h.enabled or h.current_version_id is null);

comment on view reflux_private.dead_on_failure_flows is
  'On-failure flows that are set and would start nothing, and why.';
