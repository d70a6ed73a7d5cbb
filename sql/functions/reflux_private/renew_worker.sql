-- Renews all that a worker holds, in one row. False when its lease has ended: it must drop its work and register again.
create or replace function reflux_private.renew_worker(worker bigint, idle int, pools text[] default '{}')
returns boolean language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (select from reflux_private.live_workers w where w.id = worker) then
    return false;
  end if;
  update reflux.workers w set lease_until = clock_timestamp() + s.lease, seen_at = clock_timestamp(), idle = renew_worker.idle, pools = renew_worker.pools
  from reflux.settings s where w.id = worker and w.lost_at is null;
  if not found then
    return false;
  end if;
  perform reflux_private.note_idle(worker, renew_worker.idle);
  return true;
end $$;

comment on function reflux_private.renew_worker is 'Renews a worker''s lease; false when it has ended.';
