-- Takes a variable away; a step that names it fails from then on. Returns its name.
create or replace function reflux.unset_var(name text, reason text default null)
returns text language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform reflux_private.require_all_flows('unset a variable');
  perform set_config('reflux.reason', coalesce(unset_var.reason, ''), true);
  delete from reflux.vars v where v.name = unset_var.name;
  if not found then
    perform reflux_private.fail('RFN10',
      format('there is no variable %s', quote_nullable(unset_var.name)),
      null,
      'See reflux.vars.');
  end if;
  perform set_config('reflux.reason', '', true);
  return unset_var.name;
end $$;

comment on function reflux.unset_var is
  'Takes a variable away; steps that name it fail from then on. Errors: RFN10, RFP02.';
