-- Looks at a flow that failures are to start: it has to be within the
-- caller's reach and to start runs now. Null and '' pass.
create or replace function reflux_private.on_failure_target(slug text)
returns text language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
  if slug <> '' then
    perform reflux_private.startable_version(reflux_private.find_flow(slug));
  end if;
  return slug;
end $$;

comment on function reflux_private.on_failure_target is
  'A flow that failures may start, or error RFN01, RFN04 or RFS04.';
