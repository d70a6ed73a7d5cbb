-- Leases the steps that a doorbell named, as reflux_private.lease_places says, and notes how many more the
-- worker could take. The steps are arrays, one a column; `quarantines`: a doorbell of that queue rang.
create or replace function reflux_private.take_steps(
  worker bigint,
  run_ids bigint[],
  idxs int[],
  scopes text[],
  quarantines boolean[] default null,
  idle int default 0)
returns setof reflux_private.lease language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp set lock_timeout = '10s' as $$
declare
  v_quarantine int;
  v_answered int;
  v_idle int;
begin
  select w.losses_before_quarantine, w.idle
  into v_quarantine, v_idle
  from reflux_private.live_workers w
  where w.id = worker;
  if not found then
    perform reflux_private.fail('RFT02', format('worker %s has lost its lease', worker), null,
      'Register again.');
  end if;
  if v_idle is distinct from take_steps.idle then
    perform reflux_private.note_idle(worker, take_steps.idle);
  end if;
  return query
    select *
    from reflux_private.lease_places(worker, run_ids, idxs, scopes, quarantines, v_quarantine);
  get diagnostics v_answered = row_count;
  -- Of the others some may need a decision first.
  if v_answered < cardinality(run_ids) then
    return query
      select *
      from reflux_private.lease_gated(worker, run_ids, idxs, scopes, quarantines, v_quarantine);
  end if;
end $$;

comment on function reflux_private.take_steps is
  'Leases ready steps to a worker and returns what it needs to run them.';
