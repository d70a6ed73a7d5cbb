-- Starts the run of a webhook call, in one statement: the reply may go out when it returns. A key that was used
-- before gives the run of that time (`replayed`). RFN05 when the webhook was replaced since the server read it.
create or replace function reflux_private.receive_webhook(webhook bigint, input jsonb, body jsonb, idempotency_key text default null)
returns table (run_id bigint, replayed boolean) language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_webhook reflux.webhooks; v_flow reflux.flows; v_version reflux.flow_versions;
  v_input jsonb := input || jsonb_build_object('body', body);
  v_key text;
begin
  select * into v_webhook from reflux.webhooks w where w.id = webhook;
  if v_webhook.id is null then
    perform reflux_private.fail('RFN05', format('no webhook %s', webhook));
  end if;
  select * into v_flow from reflux.flows f where f.id = v_webhook.flow_id;
  v_version := reflux_private.startable_version(v_flow);
  perform reflux_private.check_input(v_version.graph_id, v_input);
  if idempotency_key is not null then
    v_key := format('webhook:%s:%s', v_webhook.step, idempotency_key);
    select r.id into run_id from reflux.runs r where r.flow_id = v_flow.id and r.idempotency_key = v_key;
  end if;
  replayed := run_id is not null;
  if not replayed then
    select s into run_id from reflux_private.start_runs(v_flow.id, v_version.id, v_version.graph_id, array[v_input], array[v_key],
      trigger_step => v_webhook.step) s;
  end if;
  return next;
end $$;

comment on function reflux_private.receive_webhook is
  'Starts the run of a webhook call, once per idempotency key. For the API''s login only. Errors: RFN05, RFS04, RFV03, RFV04.';
