-- Tells listeners that runs changed: one row in the change log and one notification, ids only. The log is the
-- truth; the notification is a hint, which anybody can write who can connect: `xid` is where to look whether
-- it is so. `finished` are the runs that ended.
create or replace function reflux_private.announce(runs bigint[], finished bigint[] default '{}')
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare v_seq bigint; v_xid xid8;
begin
  insert into reflux.changes (runs) values (announce.runs) returning seq, xid into v_seq, v_xid;
  perform pg_notify('reflux_changes', json_build_object(
    'seq', v_seq,
    'xid', v_xid::text,
    'runs', announce.runs[1:200],
    'finished', announce.finished[1:200],
    'more', cardinality(announce.runs) > 200 or cardinality(announce.finished) > 200)::text);
end $$;

comment on function reflux_private.announce is 'Logs and notifies that runs changed; ids only.';
