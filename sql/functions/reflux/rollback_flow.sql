-- Makes what an earlier version says the current version again: a version of its own,
-- with a new number and the reach of the caller, so that history only grows and nobody
-- gets more than they may deploy. Checked like a deploy: a node that is gone refuses
-- it. Going back to what is current changes nothing. Locks the flow, like any deploy.
create or replace function reflux.rollback_flow(flow text, version int, reason text default null)
returns reflux.flow_versions language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
declare v_flow reflux.flows := reflux_private.find_flow(rollback_flow.flow, lock => true);
begin
  if rollback_flow.version is null then
    perform reflux_private.fail('RFV06', 'no version is named', null, 'See reflux.flow_versions.');
  end if;
  return reflux.deploy_flow(v_flow.slug, reflux.flow_document(v_flow.slug, rollback_flow.version),
    coalesce(rollback_flow.reason, format('Back to version %s', rollback_flow.version)));
end $$;

comment on function reflux.rollback_flow is
  'Makes what an earlier version says the current version again, under a new number. Errors: RFN01, RFN04, '
  'RFV01, RFV06, RFV19, RFP02.';
