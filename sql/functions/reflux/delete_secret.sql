-- Deletes a secret; a step that names it fails from then on. Returns its name.
create or replace function reflux.delete_secret(name text)
returns text language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from reflux.secrets s where s.name = delete_secret.name and reflux_private.owns_secret(s);
  if not found then
    perform reflux_private.fail('RFN06',
      format('no secret %L%s', delete_secret.name,
        case when reflux_private.sees_all_flows() then '' else ' that is yours' end),
      null,
      'See reflux.secret_bindings().');
  end if;
  perform pg_notify('reflux_control', json_build_object('secret', delete_secret.name)::text);
  return delete_secret.name;
end $$;

comment on function reflux.delete_secret is 'Deletes a secret. Errors: RFN06.';
