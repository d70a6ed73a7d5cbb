-- What the steps of a document lack the permission for, if this transaction deployed it under its name: flows
-- out of reach, secrets not bound, SQL without a role. Each with the command that permits it. What
-- expressions decide is judged when the step runs, in the same words.
create or replace function reflux_private.check_permits(document jsonb)
returns setof jsonb language plpgsql stable
set search_path = pg_catalog, pg_temp set standard_conforming_strings = on as $$
declare
  v_reach bigint[] := reflux_private.reach();
  v_flow reflux.flows; v_permit reflux.flow_permits; v_step record;
begin
  select * into v_flow from reflux.flows f
  where f.slug = document ->> 'name' and reflux_private.sees_flow(f.id);
  select * into v_permit from reflux.flow_permits p where p.flow_id = v_flow.id;
  for v_step in
    select 'steps.' || s.key || '.config' as path, split_part(s.node, '@', 1) as node,
      case jsonb_typeof(s.step -> 'config') when 'object' then s.step -> 'config' else '{}' end as config
    from reflux_private.document_steps(document) s
    where s.node_id is not null and s.step -> 'disabled' is distinct from 'true' order by s.key
  loop
    if v_step.node = 'flow.call' and v_step.config ->> 'flow' !~ '\{\{'
      and not reflux_private.may_call(v_flow, v_reach, v_permit, v_step.config ->> 'flow') then
      return next reflux_private.problem(v_step.path || '.flow', 'RFP14',
        format('the flow may not call %s', v_step.config ->> 'flow'),
        reflux_private.permit_hint(v_flow.slug, calls => array[v_step.config ->> 'flow']));
    end if;
    if v_reach is not null and v_permit.sql_role is null
      and (v_step.node = 'table.change'
        or v_step.node = 'postgres.query' and not v_step.config ? 'connection') then
      return next reflux_private.problem(v_step.path, 'RFP16',
        'the flow has no role for SQL in this database',
        reflux_private.permit_hint(v_flow.slug, sql_role => 'reflux_query'));
    end if;
    return query
      select reflux_private.problem(v_step.path || '.' || n.field, 'RFP15', r.refusal ->> 'message',
        r.refusal ->> 'hint')
      from (select distinct c.key as field, x.name
        from jsonb_each(v_step.config) c, reflux_private.expression_reads(c.value) x
        where x.root = 'secrets' and x.name is not null
        union select 'hmac', v_step.config -> 'hmac' ->> 'secret'
        where v_step.config -> 'hmac' ->> 'secret' is not null) n
      left join reflux.secrets s on s.name = n.name
      cross join lateral (select reflux_private.secret_refusal(s, n.name, v_flow, v_reach, v_step.node,
        v_step.node <> 'webhook.in') as refusal) r
      where r.refusal is not null and (v_reach is not null or s.name is not null)
      order by n.field, n.name;
  end loop;
end $$;

comment on function reflux_private.check_permits is
  'What a document''s steps lack the permission for, one {path, code, message, hint} a row.';
