-- Notes each change of an administered table in reflux.audit: what the row is called, and what of it changed.
-- Columns that hold secrets, or say only when something was used, are left out. An update that changed
-- nothing else is no act. The reason is in the row, or, where no column is made for it, in the setting
-- `reflux.reason` of whoever changes it.
create or replace function reflux_private.tg_audit()
returns trigger language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_hidden constant text[] := array[
    'ciphertext', 'hash', 'last_used_at', 'updated_at', 'id', 'layout', 'manifest',
    'decided_at', 'decided_by'];
  v_old jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
  v_new jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
  v_row jsonb := coalesce(v_new, v_old);
  v_before jsonb;
  v_after jsonb;
  v_act text;
  v_object text;
begin
  select
    coalesce(jsonb_object_agg(k.key, v_old -> k.key) filter (where v_old is not null), '{}'),
    coalesce(jsonb_object_agg(k.key, v_new -> k.key) filter (where v_new is not null), '{}')
  into v_before, v_after
  from jsonb_object_keys(v_row) k(key)
  where k.key <> all (v_hidden) and (v_old -> k.key) is distinct from (v_new -> k.key);
  v_object := case tg_table_name
    when 'settings' then 'settings'
    when 'secrets' then 'secret ' || (v_row ->> 'name')
    when 'vars' then 'variable ' || (v_row ->> 'name')
    when 'api_tokens' then 'token ' || (v_row ->> 'id')
    when 'flows' then 'flow ' || (v_row ->> 'slug')
    when 'flow_permits' then
      'permit of flow ' || (select f.slug from reflux.flows f where f.id = (v_row ->> 'flow_id')::bigint)
    when 'flow_versions' then
      'flow ' || (select f.slug from reflux.flows f where f.id = (v_row ->> 'flow_id')::bigint)
    when 'webhooks' then 'webhook ' || (v_row ->> 'method') || ' /hooks/' || (v_row ->> 'path')
    when 'nodes' then 'node ' || (v_row ->> 'name') || '@' || (v_row ->> 'version')
    when 'migrations' then 'schema'
    else tg_table_name || ' ' || coalesce(v_row ->> 'id', v_row ->> 'name', '')
  end;
  v_act := case
    when tg_table_name = 'migrations' then 'apply migration'
    when tg_op = 'DELETE' then 'delete'
    when tg_table_name = 'secrets' and tg_op = 'UPDATE' and (v_old -> 'ciphertext') <> (v_new -> 'ciphertext')
      and (v_old -> 'updated_at') = (v_new -> 'updated_at') then 'encrypt anew'
    when tg_table_name in ('secrets', 'vars', 'webhooks', 'flow_permits') then 'set'
    when tg_table_name = 'flow_versions' then 'deploy'
    when tg_table_name = 'nodes' then 'announce'
    when tg_op = 'INSERT' then 'create'
    when v_after ? 'revoked_at' then 'revoke'
    when v_after ? 'archived_at' then
      case when v_after ->> 'archived_at' is null then 'restore' else 'archive' end
    when v_after ? 'enabled' then case when (v_after ->> 'enabled')::boolean then 'enable' else 'disable' end
    else 'change'
  end;
  -- An update that changed nothing else is no act.
  if tg_op = 'UPDATE' and v_before = '{}' and v_act not in ('set', 'encrypt anew', 'announce')
      and (v_old - v_hidden || jsonb_build_object('h', v_old -> 'hash'))
        = (v_new - v_hidden || jsonb_build_object('h', v_new -> 'hash')) then
    return null;
  end if;
  perform reflux_private.audit(
    v_act || ' ' || split_part(v_object, ' ', 1),
    v_object,
    nullif(v_before, '{}'),
    nullif(v_after, '{}'),
    coalesce(
      v_new ->> 'decided_reason',
      v_new ->> 'note',
      v_new ->> 'reason',
      nullif(current_setting('reflux.reason', true), '')));
  return null;
end $$;

comment on function reflux_private.tg_audit is 'Notes each change of an administered table in reflux.audit.';
