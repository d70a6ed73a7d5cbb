-- Refuses to change or delete what is only added to; the owner of the table too.
create or replace function reflux_private.tg_never_changed()
returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  perform reflux_private.fail('RFP22',
    format('rows of %I.%I are added, and never changed or deleted', tg_table_schema, tg_table_name));
  return null;
end $$;

comment on function reflux_private.tg_never_changed is
  'Refuses to change what is only added to. Errors: RFP22.';
