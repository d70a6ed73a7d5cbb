-- Runs a flow up to one step: the draft, or what is published where there is none, cut down to that step and
-- all that leads to it. Nothing is deployed: the run has a graph of its own and no version, and pinned
-- outputs stand in for steps. The run reaches what whoever tries reaches. Locks the flow, so that the draft
-- is the one that was expected.
create or replace function reflux.try_step(
  flow text,
  step text,
  input jsonb default '{}',
  expected_revision int default null,
  idempotency_key text default null)
returns reflux.runs language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_flow reflux.flows := reflux_private.find_flow(try_step.flow, lock => true);
  v_document jsonb;
  v_graph bigint;
  v_id bigint;
  v_run reflux.runs;
  v_input jsonb := reflux_private.require_measure(coalesce(try_step.input, '{}'), 'the input');
  v_key reflux_private.run_key;
  v_replayed boolean;
begin
  -- A try that was asked for before is that one.
  if try_step.idempotency_key is not null then
    v_key := reflux_private.run_key(
      'try',
      jsonb_build_array(try_step.step, v_input),
      try_step.idempotency_key);
    v_id := reflux_private.run_of_key(v_flow.id, v_key);
    if v_id is not null then
      select * into v_run from reflux.runs r where r.id = v_id;
      v_run.replayed := true;
      return v_run;
    end if;
  end if;
  if v_flow.archived_at is not null or not v_flow.enabled then
    perform reflux_private.fail('RFS04',
      format('flow %s is %s', v_flow.slug,
        case when v_flow.archived_at is null then 'disabled' else 'archived' end));
  end if;

  -- The draft, else the version in force, cut down to the step and what leads to it.
  perform reflux_private.expect_draft(v_flow, try_step.expected_revision);
  v_document := coalesce(
    (select d.document from reflux.flow_drafts d where d.flow_id = v_flow.id),
    (
      select reflux_private.document_of(v_flow, v.graph_id)
      from reflux.flow_versions v
      where v.id = v_flow.current_version_id));
  if v_document is null then
    perform reflux_private.fail('RFN04',
      format('flow %s has neither a draft nor a version yet', v_flow.slug));
  end if;
  v_document := reflux_private.document_up_to(v_document, try_step.step);
  if v_document -> 'steps' = '{}' then
    perform reflux_private.fail('RFN03',
      format('flow %s has no step %s', v_flow.slug,
        coalesce(quote_literal(try_step.step), 'without a key')));
  end if;

  v_graph := reflux_private.compile_graph(reflux_private.require_sound(v_flow.slug, v_document));
  perform reflux_private.check_input(v_graph, v_input);
  select s.run_id, s.replayed into v_id, v_replayed
  from reflux_private.start_runs(
    v_flow.id,
    null,
    v_graph,
    array[v_input],
    case when try_step.idempotency_key is not null then array[v_key] end,
    pinned => true,
    reach => reflux_private.reach()) s;
  perform reflux_private.share_artifacts(v_id, jsonb_build_array(v_input, v_document));
  select * into v_run from reflux.runs r where r.id = v_id;
  v_run.replayed := v_replayed;
  return v_run;
end $$;

comment on function reflux.try_step is
  'Runs the draft of a flow up to one step, without deploying it; pinned outputs stand in for steps. '
  'Errors: RFN01, RFN03, RFN04, RFS04, RFC02, RFC10, RFV01 with every problem, RFV03, RFV04, RFV06, RFV23.';
