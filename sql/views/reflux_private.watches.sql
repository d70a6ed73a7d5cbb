-- What flows watch, a row for each operation of a step, and whether the database trigger behind it is there:
-- a table that was dropped and made anew has none, and starts no run. `watched` is null where there is no
-- such table.
create or replace view reflux_private.watches with (security_invoker) as
select
  t.flow_id,
  t.step,
  t.table_name,
  o.operation,
  to_regclass(t.table_name) as watched,
  n.trigger_name,
  exists (
    select from pg_catalog.pg_trigger g
    where g.tgrelid = to_regclass(t.table_name) and g.tgname = n.trigger_name) as is_there
from reflux.table_triggers t
cross join lateral (
  select distinct e as operation
  from jsonb_array_elements_text(
    coalesce(t.config -> 'operations', '["insert", "update", "delete"]')) e) o
cross join lateral (select 'reflux_' || t.id || '_' || o.operation as trigger_name) n;

comment on view reflux_private.watches is
  'What flows watch, a row for each operation, and whether its database trigger is there.';
