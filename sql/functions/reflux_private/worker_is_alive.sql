-- Whether a worker's lease holds, by the database's clock. A server that was down cannot be renewed with, so its
-- restart gives every lease a full term again. PL/pgSQL, so that its plan is kept: it is asked at every flush.
create or replace function reflux_private.worker_is_alive(worker bigint)
returns boolean language plpgsql volatile set search_path = '' as $$
begin
  return coalesce((
    select w.stopped_at is null and w.lost_at is null
      and greatest(w.lease_until, pg_postmaster_start_time() + s.lease) > clock_timestamp()
    from reflux.workers w, reflux.settings s where w.id = worker), false);
end $$;

comment on function reflux_private.worker_is_alive is 'Whether a worker''s lease holds, by the database''s clock.';
