-- Whether a step may come to wait for a signal, as the manifest of its node says (`signals`): always, or
-- where a field of its config is set.
create or replace function reflux_private.may_wait_for_signal(place reflux.graph_steps)
returns boolean language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare v_signals jsonb := (select n.manifest -> 'signals' from reflux.nodes n where n.id = place.node_id);
begin
  return case jsonb_typeof(v_signals)
    when 'boolean' then v_signals = 'true'
    when 'string' then coalesce(place.config -> (v_signals #>> '{}'), 'null') not in ('null', 'false')
    else false end;
end $$;

comment on function reflux_private.may_wait_for_signal is 'Whether a step may come to wait for a signal.';
