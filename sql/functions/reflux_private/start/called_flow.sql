-- The flow that a step of a run calls, if that run may. One that is out of reach and one that is not there
-- are told alike.
create or replace function reflux_private.called_flow(run_id bigint, slug text)
returns reflux.flows language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare v_scope record := reflux_private.scope_of_run(run_id); v_flow reflux.flows;
begin
  if not reflux_private.may_call(v_scope.flow, v_scope.reach, v_scope.permit, slug) then
    perform reflux_private.fail('RFP14',
      format('flow %s may not call %s', (v_scope.flow).slug, quote_nullable(slug)), null,
      reflux_private.permit_hint((v_scope.flow).slug, calls => array[slug]));
  end if;
  select * into v_flow from reflux.flows f where f.slug = called_flow.slug;
  if v_flow.id is null then
    perform reflux_private.fail('RFN01', format('no flow %s', quote_nullable(slug)), null,
      'See reflux.flows.');
  end if;
  return v_flow;
end $$;

comment on function reflux_private.called_flow is
  'The flow that a step of a run calls. Errors: RFP14, RFN01.';
