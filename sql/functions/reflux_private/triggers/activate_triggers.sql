-- Points webhooks, schedules and table triggers at a flow's current version. A
-- webhook path that another flow has is refused. Nobody watches a table that
-- was not opened to flows by granting TRIGGER to reflux_query (check_watches).
create or replace function reflux_private.activate_triggers(flow bigint)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  v_row record;
  v_taken text;
begin
  -- Webhooks: all anew, and none may be taken.
  delete from reflux.webhooks w where w.flow_id = flow;
  insert into reflux.webhooks (flow_id, step, path, method, config)
  select
    flow,
    g.key,
    trim(both '/' from g.config ->> 'path'),
    upper(coalesce(g.config ->> 'method', 'POST')),
    g.config
  from reflux.flows f
  join reflux.flow_versions v on v.id = f.current_version_id
  join reflux.graph_steps g on g.graph_id = v.graph_id and not g.removed
  join reflux.nodes n on n.id = g.node_id and n.name = 'webhook.in'
  where f.id = flow and f.archived_at is null and not coalesce((g.options ->> 'disabled')::boolean, false)
  on conflict (path, method) do nothing;
  select g.key || ' (' || (g.config ->> 'path') || ')' into v_taken
  from reflux.flows f
  join reflux.flow_versions v on v.id = f.current_version_id
  join reflux.graph_steps g on g.graph_id = v.graph_id and not g.removed
  join reflux.nodes n on n.id = g.node_id and n.name = 'webhook.in'
  where f.id = flow and f.archived_at is null and not coalesce((g.options ->> 'disabled')::boolean, false)
    and not exists (select from reflux.webhooks w where w.flow_id = flow and w.step = g.key)
  limit 1;
  if v_taken is not null then
    perform reflux_private.fail('RFV19',
      format('the webhook of step %s is taken by another step or flow', v_taken),
      null,
      'Choose another path or method.');
  end if;

  -- Schedules: those that stay keep their next time.
  delete from reflux.schedules s
  where s.flow_id = flow and not exists (
    select from reflux.flows f
    join reflux.flow_versions v on v.id = f.current_version_id
    join reflux.graph_steps g on g.graph_id = v.graph_id and not g.removed
    join reflux.nodes n on n.id = g.node_id and n.name = 'schedule.cron'
    where f.id = flow and f.archived_at is null
      and not coalesce((g.options ->> 'disabled')::boolean, false) and g.key = s.step);
  insert into reflux.schedules as s (flow_id, step, config)
  select flow, g.key, g.config
  from reflux.flows f
  join reflux.flow_versions v on v.id = f.current_version_id
  join reflux.graph_steps g on g.graph_id = v.graph_id and not g.removed
  join reflux.nodes n on n.id = g.node_id and n.name = 'schedule.cron'
  where f.id = flow and f.archived_at is null and not coalesce((g.options ->> 'disabled')::boolean, false)
  on conflict (flow_id, step) do update set
    config = excluded.config,
    problem = null,
    next_at = case when s.config = excluded.config then s.next_at end;

  -- Tables, and whoever keeps what is changed here in mind.
  perform reflux_private.watch_tables(flow);
  perform pg_notify('reflux_control', json_build_object('flow', flow)::text);
end $$;

comment on function reflux_private.activate_triggers is
  'Points webhooks, schedules and table triggers at a flow''s current version.';
