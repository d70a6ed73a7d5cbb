-- Gives up a reader of history that will not come again, so that what it has not read can be dropped. Should
-- it come, it starts anew.
create or replace function reflux.forget_reader(name text, reason text default null)
returns text language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform reflux_private.require_all_flows('give up a reader');
  delete from reflux_private.readers r where r.name = forget_reader.name;
  if not found then
    perform reflux_private.fail('RFV06',
      format('no reader %s', quote_nullable(forget_reader.name)),
      null,
      '`reflux doctor` names them.');
  end if;
  perform reflux_private.audit('forget reader', forget_reader.name, reason => forget_reader.reason);
  return forget_reader.name;
end $$;

comment on function reflux.forget_reader is
  'Gives up a reader of history that will not come again. Errors: RFV06, RFP02.';
