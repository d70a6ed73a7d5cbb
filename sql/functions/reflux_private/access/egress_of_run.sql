-- Where the steps of a run may connect to: `limited` is to the public and to these hosts alone (`*`: all that
-- the worker allows), else to the public and to whatever the worker allows.
create or replace function reflux_private.egress_of_run(
  run_id bigint, out flow text, out limited boolean, out hosts text[])
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare v_scope record := reflux_private.scope_of_run(run_id);
begin
  flow := (v_scope.flow).slug;
  hosts := coalesce((v_scope.permit).hosts, '{}');
  limited := (v_scope.reach is not null or (v_scope.permit).hosts is not null) and '*' <> all (hosts);
end $$;

comment on function reflux_private.egress_of_run is 'Where the steps of a run may connect to. Errors: RFN02.';
