-- What the steps of a document lack the permission for, if this transaction deployed it under its name: flows
-- out of reach, secrets not bound, SQL without a role. Each with the command that permits it. What
-- expressions decide is judged when the step runs, in the same words.
create or replace function reflux_private.check_permits(parts reflux_private.flow_parts)
returns setof jsonb language plpgsql stable
set search_path = pg_catalog, pg_temp set standard_conforming_strings = on set jit = off as $$
declare
  v_reach bigint[] := reflux_private.reach();
  v_flow reflux.flows;
  v_permit reflux.flow_permits;
begin
  select * into v_flow from reflux.flows f
  where f.slug = (parts).document ->> 'name' and reflux_private.sees_flow(f.id);
  select * into v_permit from reflux.flow_permits p where p.flow_id = v_flow.id;
  return query
    with s as materialized (
      select s.key, 'steps.' || s.key || '.config' as path, n.name as node, s.config
      from unnest((parts).steps) s
      join reflux.nodes n on n.id = s.node_id
      where s.step -> 'disabled' is distinct from 'true'),
    called as materialized (
      select c.flow
      from (select distinct config ->> 'flow' as flow from s where node = 'flow.call') c
      where c.flow !~ '\{\{' and not reflux_private.may_call(v_flow, v_reach, v_permit, c.flow)),
    named as materialized (
      select s.key, s.path, s.node, r.field, r.name
      from unnest((parts).reads) r
      join s on s.key = r.key
      where r.root = 'secrets' and r.name is not null and r.field is not null
      union
      select key, path, node, 'hmac', config -> 'hmac' ->> 'secret'
      from s
      where config -> 'hmac' ->> 'secret' is not null),
    refused as materialized (
      select n.node, n.name, r.refusal
      from (select distinct node, name from named) n
      left join reflux.secrets x on x.name = n.name
      cross join lateral (
        select reflux_private.secret_refusal(x, n.name, v_flow, v_reach, n.node, n.node <> 'webhook.in')
          as refusal) r
      where r.refusal is not null and (v_reach is not null or x.name is not null))
    select p.problem
    from (
      select s.key, 1 as part, null as field, null as name, reflux_private.problem(
        s.path || '.flow', 'RFP14', format('the flow may not call %s', c.flow),
        reflux_private.permit_hint(v_flow.slug, calls => array[c.flow])) as problem
      from s
      join called c on c.flow = s.config ->> 'flow'
      where s.node = 'flow.call'
      union all
      select s.key, 2, null, null, reflux_private.problem(
        s.path, 'RFP16', 'the flow has no role for SQL in this database',
        reflux_private.permit_hint(v_flow.slug, sql_role => 'reflux_query'))
      from s
      where v_reach is not null and v_permit.sql_role is null
        and (s.node = 'table.change' or s.node = 'postgres.query' and not s.config ? 'connection')
      union all
      select n.key, 3, n.field, n.name, reflux_private.problem(
        n.path || '.' || n.field, 'RFP15', r.refusal ->> 'message', r.refusal ->> 'hint')
      from named n
      join refused r on r.node = n.node and r.name = n.name) p
    order by p.key, p.part, p.field, p.name;
end $$;

comment on function reflux_private.check_permits is
  'What a document''s steps lack the permission for, one {path, code, message, hint} a row.';
