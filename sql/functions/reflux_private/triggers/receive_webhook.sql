-- Starts the run of a webhook call, in one statement: the reply may go out when it returns. A key that was
-- used before with this body gives the run of that time (`replayed`), whatever became of the flow since; a
-- key belongs to flow, method and path. The files of its body, which names them by the hash of their bytes,
-- are kept with it. RFN05 when the webhook was replaced since the server read it.
create or replace function reflux_private.receive_webhook(
  webhook bigint,
  input jsonb,
  body jsonb,
  idempotency_key text default null,
  files bytea[] default null,
  file_types text[] default null)
returns table (run_id bigint, replayed boolean) language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
declare
  v_webhook reflux.webhooks;
  v_flow reflux.flows;
  v_version reflux.flow_versions;
  v_input jsonb := input || jsonb_build_object('body', body);
  v_key reflux_private.run_key;
begin
  select * into v_webhook from reflux.webhooks w where w.id = webhook;
  if v_webhook.id is null then
    perform reflux_private.fail('RFN05', format('no webhook %s', webhook));
  end if;
  select * into v_flow from reflux.flows f where f.id = v_webhook.flow_id;
  perform reflux_private.require_measure(v_input, 'the call');

  -- A call that came before gives the run of that time.
  if idempotency_key is not null then
    v_key := reflux_private.run_key('webhook', body, v_webhook.method, v_webhook.path, idempotency_key);
    run_id := reflux_private.run_of_key(v_flow.id, v_key);
  end if;
  replayed := run_id is not null;
  if not replayed then
    v_version := reflux_private.startable_version(v_flow);
    perform reflux_private.check_input(v_version.graph_id, v_input);
    select s.run_id, s.replayed into run_id, replayed
    from reflux_private.start_runs(
      v_flow.id,
      v_version.id,
      v_version.graph_id,
      array[v_input],
      case when idempotency_key is not null then array[v_key] end,
      trigger_step => v_webhook.step) s;
    if files is not null and not replayed then
      perform reflux_private.keep_files(run_id, files, file_types);
    end if;
  end if;
  return next;
end $$;

comment on function reflux_private.receive_webhook is
  'Starts the run of a webhook call, once per idempotency key. For the API''s login only. Errors: RFN05, '
  'RFS04, RFC10, RFV03, RFV04, RFV06, RFV23.';
