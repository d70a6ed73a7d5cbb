-- Writes log lines and progress of steps that a worker runs, many at once. Lines of attempts that are over
-- are kept. Fields that could not be read again are left out, and the line says so.
create or replace function reflux_private.write_logs(worker bigint, lines jsonb, progress jsonb default '[]')
returns void language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into reflux.step_logs (run_id, idx, scope, attempt, at, level, message, fields)
  select
    l.run_id,
    l.idx,
    l.scope,
    l.attempt,
    l.at,
    l.level,
    left(l.message, 10000),
    case when p is null then l.fields else jsonb_build_object('left_out', p ->> 'message') end
  from jsonb_to_recordset(lines) l(
      run_id bigint, idx int, scope text, attempt int,
      at timestamptz, level text, message text, fields jsonb),
    reflux_private.measure_problem(l.fields) p;
  update reflux.steps s
  set progress = p.progress
  from jsonb_to_recordset(write_logs.progress) p(
    run_id bigint, idx int, scope text, attempt int, progress real)
  where s.run_id = p.run_id and s.idx = p.idx and s.scope = p.scope
    and s.state = 'running' and s.attempt = p.attempt and s.worker_id = worker;
  if write_logs.progress <> '[]' then
    perform reflux_private.announce((
      select array_agg(distinct (p ->> 'run_id')::bigint)
      from jsonb_array_elements(write_logs.progress) p));
  end if;
end $$;

comment on function reflux_private.write_logs is 'Writes log lines and progress of a worker''s steps.';
