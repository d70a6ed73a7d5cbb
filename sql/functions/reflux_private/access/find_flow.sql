-- The flow of a slug, locked when it is to be changed; RFN01 where there is none, or none the caller may see.
create or replace function reflux_private.find_flow(slug text, lock boolean default false)
returns reflux.flows language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare v_flow reflux.flows;
begin
  if lock then
    select * into v_flow
    from reflux.flows f
    where f.slug = find_flow.slug and reflux_private.sees_flow(f.id)
    for update;
  else
    select * into v_flow from reflux.flows f where f.slug = find_flow.slug and reflux_private.sees_flow(f.id);
  end if;
  if v_flow.id is null then
    perform reflux_private.fail('RFN01',
      format('no flow %s', coalesce(quote_literal(slug), 'without a name')),
      null,
      coalesce(
        'Nearest: ' || (
          select f.slug
          from reflux.flows f
          where f.archived_at is null and reflux_private.sees_flow(f.id)
            and starts_with(f.slug, left(find_flow.slug, 3))
          order by f.slug
          limit 1) || '.',
        'See reflux.flows.'));
  end if;
  return v_flow;
end $$;

comment on function reflux_private.find_flow is 'The flow of a slug, or error RFN01.';
