-- Tells listeners that runs changed: one row in the change log and one notification, ids only. The log is the
-- truth; the notification is a hint. `finished` are the runs that ended.
create or replace function reflux_private.announce(runs bigint[], finished bigint[] default '{}')
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare v_seq bigint;
begin
  insert into reflux.changes (runs) values (announce.runs) returning seq into v_seq;
  perform pg_notify('reflux_changes', json_build_object('seq', v_seq, 'runs', announce.runs[1:200], 'finished', announce.finished[1:200],
    'more', cardinality(announce.runs) > 200 or cardinality(announce.finished) > 200)::text);
end $$;

comment on function reflux_private.announce is 'Logs and notifies that runs changed; ids only.';
