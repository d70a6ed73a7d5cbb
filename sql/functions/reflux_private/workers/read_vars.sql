-- The variables that a step names, by name: all of them, or none. One that is not set would be a silent null.
create or replace function reflux_private.read_vars(names text[])
returns jsonb language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare v_values jsonb; v_missing text;
begin
  select coalesce(jsonb_object_agg(v.name, v.value), '{}') into v_values
  from reflux.vars v where v.name = any (read_vars.names);
  select n into v_missing from unnest(read_vars.names) n where not v_values ? n order by n limit 1;
  if found then
    perform reflux_private.fail('RFN10', format('there is no variable %s', v_missing), null,
      format('Set it in Settings, or with `reflux var set %s`; then drive the step again.', v_missing));
  end if;
  return v_values;
end $$;

comment on function reflux_private.read_vars is
  'Variables by name, or a refusal where one is not set. Errors: RFN10.';
