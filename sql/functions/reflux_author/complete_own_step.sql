-- Completes one step in the transaction in which an author's SQL ran, from the restricted login that runs it.
-- The worker's secret, which that SQL cannot read, says that the engine is asking. A refused outcome raises
-- RFT02, so the author's effect is undone with it (I5). Whatever the author set for the transaction, the
-- engine's own part runs under the engine's settings: nobody acts in another name, or sees other flows, by
-- setting a variable before. The outcome is one of reflux_private.complete_steps.
create or replace function reflux_author.complete_own_step(
  worker bigint,
  secret uuid,
  run_id bigint,
  idx int,
  scope text,
  attempt int,
  kind text default 'output',
  output jsonb default null,
  artifact text default null,
  body jsonb default null,
  evidence jsonb default null,
  follows text default null,
  next boolean default false,
  usage jsonb default null)
returns setof reflux_private.lease language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC' set datestyle = 'ISO, MDY' set intervalstyle = 'postgres'
set transform_null_equals = off set array_nulls = on as $$
declare v_lease reflux_private.lease;
begin
  perform set_config('reflux.actor', '', true), set_config('reflux.flows', '', true);
  if not exists (
      select from reflux.workers w where w.id = worker and w.secret = complete_own_step.secret) then
    perform reflux_private.fail('RFP02', 'this is not a worker of this database');
  end if;
  perform reflux_private.require_measure(jsonb_build_array(output, body, evidence, usage), 'the outcome');
  for v_lease in
    select *
    from reflux_private.complete_steps(
      worker,
      array[run_id],
      array[idx],
      array[scope],
      array[attempt],
      kinds => array[kind],
      outputs => array[output],
      artifacts => array[artifact],
      bodies => case when artifact is not null then array[body] end,
      evidence => array[complete_own_step.evidence],
      follows => array[complete_own_step.follows],
      nexts => array[next],
      usage => array[complete_own_step.usage])
  loop
    if v_lease.verdict = 'refused' then
      perform reflux_private.fail('RFT02', 'the step is no longer held by this attempt');
    elsif v_lease.verdict = 'busy' then
      perform reflux_private.fail('RFC01', 'somebody has locked the run');
    end if;
    return next v_lease;
  end loop;
end $$;

comment on function reflux_author.complete_own_step is
  'Completes one step in the transaction of an author''s SQL; refused outcomes undo it. Errors: RFP02, '
  'RFT02, RFC01, RFV04, RFV23.';
