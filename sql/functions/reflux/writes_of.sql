-- The rows that steps of a run wrote into tables of yours, as far as nobody has written them since: see
-- reflux.who_wrote, and what it says of ids. No index finds a row by its transaction, so tables are read
-- through: those that the caller may read, the smallest first, a gigabyte in all; of each at most 1000 rows.
-- A table that was not looked into comes as a row that says so: there may be more. With the caller's rights,
-- so nothing of others runs with them: no table with policies is looked into, and keys are printed, not cast.
create or replace function reflux.writes_of(run_id bigint)
returns table (
  table_name text, looked boolean, key jsonb, step text, scope text, attempt int, at timestamptz)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  v_table record;
  v_key text;
  v_xids xid[];
begin
  if not exists (select from reflux.runs r where r.id = writes_of.run_id) then
    perform reflux_private.fail('RFN02', format('no run %s', writes_of.run_id), null, 'See reflux.runs.');
  end if;
  v_xids := array(
    select a.xid::xid
    from reflux.attempts a
    where a.run_id = writes_of.run_id
      and a.wait is null and a.outcome = 'succeeded' and a.worker_id is not null and a.xid is not null);
  if v_xids = '{}' then
    return;
  end if;
  for v_table in
    select t.*, not t.policies and sum(t.bytes) over (order by t.bytes, t.name) <= 1024 ^ 3 as fits
    from reflux_private.own_tables() t
  loop
    table_name := v_table.name;
    looked := v_table.fits;
    if looked then
      begin
        select 'jsonb_build_object(' || string_agg(format('%L, format(''%%s'', t.%I)', k, k), ', ') || ')'
        into v_key
        from unnest(v_table.key_columns) k;
        for key, step, scope, attempt, at in execute 'select t.key, g.key, a.scope, a.attempt, a.finished_at '
          'from (select t.xmin as by, ' || coalesce(v_key, 'null::jsonb') || format(' as key from %I.%I t '
          'where t.xmin = any (%L::xid[]) limit 1000) t '
          'join reflux.attempts a on a.run_id = %L and a.xid::xid = t.by and a.wait is null '
          '  and a.outcome = ''succeeded'' and a.worker_id is not null '
          'join reflux.graph_steps g on g.graph_id = a.graph_id and g.idx = a.idx',
          v_table.schema_name, v_table.table_name, v_xids, writes_of.run_id)
        loop
          return next;
        end loop;
      -- A partition elsewhere, a policy that raises: told, and the others are looked into.
      exception when others then
        looked := false;
      end;
    end if;
    if not looked then
      key := null; step := null; scope := null; attempt := null; at := null;
      return next;
    end if;
  end loop;
end $$;

comment on function reflux.writes_of is
  'The rows of tables of yours that a run''s steps wrote, and which tables were not looked into; right '
  'within 2^32 transactions. Errors: RFN02.';
