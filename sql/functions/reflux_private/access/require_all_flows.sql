-- Refuses a caller whose token is limited to some flows to do what concerns them all.
create or replace function reflux_private.require_all_flows(what text)
returns void language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  if not reflux_private.sees_all_flows() then
    perform reflux_private.fail('RFP02', format('a token limited to some flows may not %s', what), null,
      'Use a token without that limit.');
  end if;
end $$;

comment on function reflux_private.require_all_flows is
  'Refuses callers limited to some flows. Errors: RFP02.';
