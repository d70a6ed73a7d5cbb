-- The role that SQL of a run's flow acts as; RFP16 where its deployer's reach is limited and none is
-- permitted.
create or replace function reflux_private.sql_role_of_run(run_id bigint)
returns text language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare v_scope record := reflux_private.scope_of_run(run_id);
begin
  if v_scope.reach is not null and (v_scope.permit).sql_role is null then
    perform reflux_private.fail('RFP16',
      format('flow %s has no role for SQL in this database', (v_scope.flow).slug), null,
      reflux_private.permit_hint((v_scope.flow).slug, sql_role => 'reflux_query'));
  end if;
  return coalesce((v_scope.permit).sql_role, 'reflux_query');
end $$;

comment on function reflux_private.sql_role_of_run is
  'The role that SQL of a run''s flow acts as. Errors: RFN02, RFP16.';
