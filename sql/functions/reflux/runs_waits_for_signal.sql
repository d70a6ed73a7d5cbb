-- Computed column: the steps of a run that wait for a signal. Nothing
-- moves them but whoever sends it, a person as a rule.
create or replace function reflux.runs_waits_for_signal(run reflux.runs)
returns text[] language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return case when run.finished_at is null then array(
    select g.key
    from reflux.steps s
    join reflux.graph_steps g on g.graph_id = run.graph_id and g.idx = s.idx
    where s.run_id = run.id and s.state = 'sleeping' and s.wait = 'signal'
    order by g.rank, s.scope) else '{}' end;
end $$;

comment on function reflux.runs_waits_for_signal is
  'The steps of a run that wait for a signal, which a person sends as a rule.';
