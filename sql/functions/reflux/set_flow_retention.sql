-- Says how long finished runs of a flow are kept: a day or more; 0:
-- for ever; null: as settings.keep_runs says.
create or replace function reflux.set_flow_retention(
  slug text,
  keep_runs interval default null,
  reason text default null)
returns reflux.flows language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare v_flow reflux.flows := reflux_private.find_flow(slug, lock => true);
begin
  perform set_config('reflux.reason', coalesce(reason, ''), true);
  update reflux.flows f
  set keep_runs = set_flow_retention.keep_runs
  where f.id = v_flow.id
  returning * into v_flow;
  perform set_config('reflux.reason', '', true);
  return v_flow;
exception when check_violation then
  perform reflux_private.fail('RFV06', 'a term is out of range', null,
    'From 1 day to 1000 years; 0: for ever; null: as the settings say.');
end $$;

comment on function reflux.set_flow_retention is
  'Says how long finished runs of a flow are kept; 0: for ever; null: as the settings say. Errors: RFN01, '
  'RFV06.';
