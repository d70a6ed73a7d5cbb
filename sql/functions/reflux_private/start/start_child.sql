-- Starts the child run of a step that a worker holds, in the transaction that puts the step to sleep. The key
-- makes the child the same one however often this is asked for one attempt.
create or replace function reflux_private.start_child(
  flow text,
  version int,
  input jsonb,
  run_id bigint,
  idx int,
  scope text,
  attempt int)
returns bigint language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  v_flow reflux.flows := reflux_private.called_flow(run_id, flow);
  v_version reflux.flow_versions;
  v_parent reflux.runs;
  v_depth int;
begin
  with recursive up(id, parent, depth) as (
    select r.id, r.parent_run_id, 1
    from reflux.runs r
    where r.id = start_child.run_id
    union all
    select r.id, r.parent_run_id, u.depth + 1
    from up u
    join reflux.runs r on r.id = u.parent
    where u.depth < 33)
  select max(depth) into v_depth from up;
  if v_depth > 32 then
    perform reflux_private.fail('RFL04', 'flows call each other more than 32 deep', null,
      'Does a flow call itself?');
  end if;
  v_version := reflux_private.startable_version(v_flow, start_child.version);
  perform reflux_private.check_input(
    v_version.graph_id,
    reflux_private.require_measure(coalesce(start_child.input, '{}'), 'the input'));
  select * into strict v_parent from reflux.runs r where r.id = start_child.run_id;
  return (
    select s.run_id
    from reflux_private.start_runs(
      v_flow.id,
      v_version.id,
      v_version.graph_id,
      array[coalesce(start_child.input, '{}')],
      array[reflux_private.run_key('child', null,
        start_child.run_id::text,
        start_child.idx::text,
        start_child.scope,
        start_child.attempt::text)],
      v_parent.priority,
      parent_run_id => start_child.run_id,
      parent_idx => start_child.idx,
      parent_scope => start_child.scope) s);
end $$;

comment on function reflux_private.start_child is
  'Starts the child run of a step; once per attempt. Errors: RFP14 and those of start_run.';
