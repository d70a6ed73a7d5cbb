-- The webhook of a method and path, with what the server needs to judge a call before it starts a run. The
-- secret comes encrypted, and only those that the webhook itself is signed with, today's and the one before,
-- if whoever deployed it may use them.
create or replace function reflux_private.find_webhook(method text, path text)
returns table (
  id bigint,
  flow_id bigint,
  flow text,
  step text,
  config jsonb,
  secret bytea,
  old_secret bytea,
  replies boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select
    w.id,
    w.flow_id,
    f.slug,
    w.step,
    w.config,
    s.ciphertext,
    o.ciphertext,
    exists (
      select from reflux.graph_steps g
      join reflux.nodes n on n.id = g.node_id
      where g.graph_id = v.graph_id and not g.removed and n.name = 'webhook.reply')
  from reflux.webhooks w
  join reflux.flows f on f.id = w.flow_id
  left join reflux.flow_versions v on v.id = f.current_version_id
  left join reflux.secrets s on s.name = w.config -> 'hmac' ->> 'secret'
    and reflux_private.secret_refusal(s, s.name, f, v.reach, 'webhook.in', leaves => false) is null
  left join reflux.secrets o on o.name = w.config -> 'hmac' ->> 'old_secret'
    and reflux_private.secret_refusal(o, o.name, f, v.reach, 'webhook.in', leaves => false) is null
  where w.method = find_webhook.method and w.path = find_webhook.path
$$;

comment on function reflux_private.find_webhook is
  'The webhook of a method and path. For the API''s login only.';
