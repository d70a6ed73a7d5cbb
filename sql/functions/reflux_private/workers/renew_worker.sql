-- Renews all that a worker holds, in one row, and tells it the time. Null when its lease has ended: it must
-- drop its work and register again. `silence`: for how long the queue has not answered it; a worker that
-- renews and takes nothing is alive and deaf, and is counted as such.
create or replace function reflux_private.renew_worker(
  worker bigint,
  idle int,
  pools text[] default '{}',
  silence interval default '0')
returns timestamptz language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare v_now timestamptz := reflux_private.clock();
begin
  if not exists (select from reflux_private.live_workers w where w.id = worker) then
    return null;
  end if;
  update reflux.workers w set
    lease_until = v_now + s.lease,
    seen_at = v_now,
    heard_at = v_now - silence,
    idle = renew_worker.idle,
    pools = renew_worker.pools
  from reflux.settings s where w.id = worker and w.lost_at is null;
  if not found then
    return null;
  end if;
  perform reflux_private.note_idle(worker, renew_worker.idle);
  return v_now;
end $$;

comment on function reflux_private.renew_worker is
  'Renews a worker''s lease and returns the database''s time; null when the lease has ended.';
