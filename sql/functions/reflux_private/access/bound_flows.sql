-- The flows a secret is to be bound to, judged: each is one the caller reaches. A token limited to some flows
-- binds what it sets to those, and to no others.
create or replace function reflux_private.bound_flows(flows text[])
returns text[] language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare v_missing text;
begin
  select s into v_missing from unnest(flows) s
  where not exists (select from reflux.flows f where f.slug = s and reflux_private.sees_flow(f.id))
    and not (s = '*' and reflux_private.sees_all_flows()) limit 1;
  if found then
    perform reflux_private.fail('RFN01', format('no flow %s', quote_nullable(v_missing)), null,
      'Name flows by their slug.');
  elsif flows is null and not reflux_private.sees_all_flows() then
    return array(select f.slug from reflux.flows f where reflux_private.sees_flow(f.id) order by 1);
  end if;
  return reflux_private.joined(flows, null);
end $$;

comment on function reflux_private.bound_flows is 'The flows a secret is to be bound to. Errors: RFN01.';
