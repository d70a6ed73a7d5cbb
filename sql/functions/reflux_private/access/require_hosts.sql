-- Refuses what is no host, host:port or *. A URL, a path or a pattern would match nothing, and be taken for a
-- bound.
create or replace function reflux_private.require_hosts(hosts text[])
returns void language plpgsql immutable
set search_path = pg_catalog, pg_temp set standard_conforming_strings = on as $$
declare v_wrong text;
begin
  select h into v_wrong from unnest(hosts) h
  where coalesce(h !~ '^(\*|([a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*'
    '|\[[0-9a-f:.]+\])(:\d{1,5})?)$', true) limit 1;
  if found then
    perform reflux_private.fail('RFV06', format('%s is no host', quote_nullable(v_wrong)), null,
      'As api.example.com, db.internal:5432, [::1]:8080, or * for any; in lowercase.');
  end if;
end $$;

comment on function reflux_private.require_hosts is 'Refuses what is no host, host:port or *. Errors: RFV06.';
