-- The flows that this transaction's token reaches, by id; null for all. What a version or a try keeps.
create or replace function reflux_private.reach()
returns bigint[] language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  if reflux_private.sees_all_flows() then
    return null;
  end if;
  return array(select f.id from reflux.flows f where reflux_private.sees_flow(f.id) order by f.id);
end $$;

comment on function reflux_private.reach is
  'The flows that this transaction''s token reaches, by id; null for all.';
