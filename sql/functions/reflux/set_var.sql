-- Sets a variable, or replaces it. It concerns every flow that names it, so a token limited to some may not.
-- Steps that begin from now on read the new value.
create or replace function reflux.set_var(name text, value jsonb, reason text default null)
returns reflux.vars language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare v_var reflux.vars;
begin
  perform reflux_private.require_all_flows('set a variable');
  if set_var.name is null or set_var.name !~ '^[A-Za-z_][A-Za-z0-9_]{0,62}$' then
    perform reflux_private.fail('RFV06',
      format('%s is not a name for a variable', quote_nullable(set_var.name)),
      null,
      'Use up to 63 letters, digits and _; no digit first. Expressions read it as vars.<name>.');
  end if;
  if set_var.value is null then
    perform reflux_private.fail('RFV06', format('the variable %s needs a value', set_var.name), null,
      'Any JSON is one. To take a variable away, unset it.');
  end if;
  perform reflux_private.require_measure(set_var.value, format('the variable %s', set_var.name));
  perform set_config('reflux.reason', coalesce(set_var.reason, ''), true);
  insert into reflux.vars as v (name, value) values (set_var.name, set_var.value)
  on conflict on constraint vars_pkey do update set
    value = excluded.value,
    updated_at = reflux_private.clock()
  returning * into v_var;
  perform set_config('reflux.reason', '', true);
  return v_var;
end $$;

comment on function reflux.set_var is
  'Sets a variable, which expressions read as vars.<name>. Errors: RFV04, RFV06, RFV23, RFP02.';
