-- A run's idempotency key has a kind, in a column of its own: what people send can no longer be taken for what a
-- webhook, a schedule or a step made. Of keys until now, the run itself says whose they are: only webhooks and schedules
-- set `trigger_step`, only steps `parent_run_id`, only tries `pinned`; whatever a key without these looks like, a person
-- sent it. Composed as reflux_private.run_key does. Locks reflux.runs while keyed rows are rewritten.

create type reflux_private.run_key as (kind text, key text, digest bytea);

alter table reflux.runs
  add column key_kind   text,
  add column key_digest bytea;

drop index reflux.runs_idempotency;
with kind as (
  select r.id, r.flow_id, r.trigger_step, r.idempotency_key as key, r.parent_run_id, r.parent_idx, r.parent_scope, g.config, case
      when r.parent_run_id is not null and r.idempotency_key ~ '^parent:.*:[0-9]+$' then 'child'
      when starts_with(r.idempotency_key, 'webhook:' || r.trigger_step || ':') then 'webhook'
      when r.trigger_step is not null and r.idempotency_key ~ '^schedule:[0-9]+:' then 'schedule'
      when r.pinned then 'try'
      else 'start' end as kind
  from reflux.runs r
  left join reflux.graph_steps g on g.graph_id = r.graph_id and g.key = r.trigger_step
  where r.idempotency_key is not null),
composed as (
  select k.*, case kind
    when 'child' then to_jsonb(array[parent_run_id::text, parent_idx::text, coalesce(parent_scope, ''), substring(key from '[0-9]+$')])::text
    when 'schedule' then to_jsonb(array[split_part(key, ':', 2), substr(key, length('schedule:' || split_part(key, ':', 2)) + 2)])::text
    when 'webhook' then to_jsonb(array[upper(coalesce(config ->> 'method', 'POST')), trim(both '/' from coalesce(config ->> 'path', '')),
      substr(key, length('webhook:' || trigger_step) + 2)])::text
    else key end as text
  from kind k),
-- A webhook step that was renamed began anew with its keys. The first run has the key now; the others keep their old text.
counted as (select c.*, row_number() over (partition by flow_id, kind, text order by id) as n from composed c)
update reflux.runs r set key_kind = c.kind, idempotency_key = case when c.n = 1 then c.text else c.key end
from counted c where c.id = r.id;
create unique index runs_idempotency on reflux.runs (flow_id, idempotency_key, key_kind) where idempotency_key is not null;
alter table reflux.runs add constraint key_has_its_kind check ((key_kind is null) = (idempotency_key is null));

-- Its keys are reflux_private.run_key now.
drop function if exists reflux_private.start_runs(bigint, bigint, bigint, jsonb[], text[], int, text, bigint, int, text, boolean);
