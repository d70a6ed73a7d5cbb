-- The engine has a time of its own (functions/reflux_private/base/clock.sql), which what is written without a
-- time asks, too.
create or replace function reflux_private.clock()
returns timestamptz language sql volatile parallel safe as $$
  select pg_catalog.clock_timestamp()
$$;

alter table reflux.nodes alter column announced_at set default reflux_private.clock();
alter table reflux.flows alter column created_at set default reflux_private.clock();
alter table reflux.graphs alter column created_at set default reflux_private.clock();
alter table reflux.flow_versions alter column created_at set default reflux_private.clock();
alter table reflux.runs alter column created_at set default reflux_private.clock();
alter table reflux.run_events alter column at set default reflux_private.clock();
alter table reflux.changes alter column at set default reflux_private.clock();
alter table reflux.artifacts alter column created_at set default reflux_private.clock();
alter table reflux.workers alter column started_at set default reflux_private.clock();
alter table reflux.workers alter column seen_at set default reflux_private.clock();
alter table reflux_private.slots alter column since set default reflux_private.clock();
alter table reflux.api_tokens alter column created_at set default reflux_private.clock();
alter table reflux.secrets alter column created_at set default reflux_private.clock();
alter table reflux.secrets alter column updated_at set default reflux_private.clock();
alter table reflux.flow_drafts alter column updated_at set default reflux_private.clock();
alter table reflux.flow_permits alter column updated_at set default reflux_private.clock();
alter table reflux.audit alter column at set default reflux_private.clock();
alter table reflux.workers alter column heard_at set default reflux_private.clock();
alter table reflux.kept_signals alter column sent_at set default reflux_private.clock();
alter table reflux.vars alter column created_at set default reflux_private.clock();
alter table reflux.vars alter column updated_at set default reflux_private.clock();
alter table reflux.artifacts alter column kept_at set default reflux_private.clock();
alter table reflux_private.links alter column created_at set default reflux_private.clock();
