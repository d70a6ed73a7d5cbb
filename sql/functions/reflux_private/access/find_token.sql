-- Who a token is, by its hash: no row when it is unknown, revoked or expired.
-- `flows` is the value for the setting reflux.flows: * for all, else ids; 0,
-- which no flow has, when none is left. Remembers the use, once a minute.
create or replace function reflux_private.find_token(hash bytea)
returns table (id bigint, name text, role text, flows text, expires_at timestamptz)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
  update reflux.api_tokens t
  set last_used_at = reflux_private.clock()
  where t.hash = find_token.hash and t.revoked_at is null
    and coalesce(t.expires_at > reflux_private.clock(), true)
    and coalesce(t.last_used_at < reflux_private.clock() - interval '1 minute', true);
  return query
    select
      t.id,
      t.name,
      t.role,
      case
        when t.flows is null then '*'
        else coalesce(
          (select string_agg(f.id::text, ',') from reflux.flows f where f.slug = any (t.flows)),
          '0') end,
      t.expires_at
    from reflux.api_tokens t
    where t.hash = find_token.hash and t.revoked_at is null
      and coalesce(t.expires_at > reflux_private.clock(), true);
end $$;

comment on function reflux_private.find_token is
  'Who a token is, by its hash; remembers the use. For the API''s login only.';
