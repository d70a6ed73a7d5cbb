-- Why a step may not read a secret, with what to do about it; null where it may. `secret` is a row of nulls
-- where there is none. Who reaches everything reads what is not bound, and the rest within its bounds. Who
-- does not, reads what is bound to the flow and to hosts; a value that somebody with no more reach has set
-- needs no hosts, for they know it. `leaves`: the value goes into the step, unlike the one that a webhook
-- compares signatures by.
create or replace function reflux_private.secret_refusal(
  secret reflux.secrets, name text, flow reflux.flows, reach bigint[], node text, leaves boolean default true)
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('message', r.message, 'hint', format(
    'Somebody whose token reaches all flows allows it: %s %s --flow %s%s%s',
    case when secret.name is null then 'reflux secret set' else 'reflux secret allow' end,
    case when name ~ '^[A-Za-z_][A-Za-z0-9_]{0,62}$' then name else 'NAME' end, coalesce(flow.slug, 'FLOW'),
    case when node <> all (secret.nodes) then ' --node ' || node else '' end,
    case when reach is not null and leaves and secret.hosts is null then ' --host HOST' else '' end))
  from (values
    (1, coalesce(reach is null and secret.flows is null or flow.slug = any (secret.flows)
        or '*' = any (secret.flows), false),
      format('the secret %s is not bound to flow %s', name, coalesce(flow.slug, 'FLOW'))),
    (2, coalesce(node = any (secret.nodes) or '*' = any (secret.nodes), true),
      format('the secret %s is not for the node %s', name, node)),
    (3, not leaves or reach is null or secret.hosts is not null
        or secret.reach is not null and reflux_private.within_reach(secret.reach, reach),
      format('the secret %s is bound to no hosts, so it could go anywhere', name))) r(n, ok, message)
  where not r.ok order by r.n limit 1
$$;

comment on function reflux_private.secret_refusal is
  'Why a step may not read a secret, as {message, hint}; null where it may.';
