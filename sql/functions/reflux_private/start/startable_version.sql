-- The version of a flow that a run would start with; RFS04 where the flow starts none.
create or replace function reflux_private.startable_version(flow reflux.flows, number int default null)
returns reflux.flow_versions language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare v_version reflux.flow_versions;
begin
  if flow.archived_at is not null or not flow.enabled then
    perform reflux_private.fail('RFS04',
      format('flow %s is %s', flow.slug,
        case when flow.archived_at is null then 'disabled' else 'archived' end),
      null,
      case
        when flow.archived_at is null then format('select reflux.set_flow_enabled(%L, true)', flow.slug)
        else 'Deploy it again to bring it back.' end);
  end if;
  select * into v_version
  from reflux.flow_versions v
  where v.flow_id = flow.id
    and case
      when startable_version.number is null then v.id = flow.current_version_id
      else v.number = startable_version.number end;
  if v_version.id is null then
    perform reflux_private.fail('RFN04',
      format('flow %s has no version %s', flow.slug, coalesce(startable_version.number::text, 'yet')));
  end if;
  return v_version;
end $$;

comment on function reflux_private.startable_version is
  'The version a run of a flow starts with, or error RFS04 or RFN04.';
