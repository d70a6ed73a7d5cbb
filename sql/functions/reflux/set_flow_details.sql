-- Changes what people read of a flow. What is left out stays.
create or replace function reflux.set_flow_details(
  slug text,
  title text default null,
  description text default null,
  tags text[] default null)
returns reflux.flows language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare v_flow reflux.flows := reflux_private.find_flow(slug, lock => true);
begin
  update reflux.flows f set
    title = coalesce(set_flow_details.title, f.title),
    description = coalesce(set_flow_details.description, f.description),
    tags = coalesce(set_flow_details.tags, f.tags)
  where f.id = v_flow.id
  returning * into v_flow;
  return v_flow;
end $$;

comment on function reflux.set_flow_details is
  'Changes the title, description or tags of a flow. Errors: RFN01.';
