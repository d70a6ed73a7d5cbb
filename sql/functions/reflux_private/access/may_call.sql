-- Whether a flow may call another one: itself, what the deployer reaches, what is permitted. For a deployer
-- who reaches everything, a permit that names flows names all of them.
create or replace function reflux_private.may_call(
  flow reflux.flows, reach bigint[], permit reflux.flow_permits, called text)
returns boolean language sql stable set search_path = pg_catalog, pg_temp as $$
  select flow.slug is not distinct from called
    or coalesce(called = any (permit.calls) or '*' = any (permit.calls), false)
    or case when reach is null then permit.calls is null
       else exists (select from reflux.flows f where f.slug = called and f.id = any (reach)) end
$$;

comment on function reflux_private.may_call is 'Whether a flow with this reach and permit may call a flow.';
