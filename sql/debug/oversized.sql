-- Live runs that hold what could not be written out again: values from before there were limits (RFV04,
-- RFV23). Reading such a value as text may cost gigabytes, so nothing here does, and no column of the run is
-- to be selected but those:
--   select c.id, c.state from reflux.cancel_run(RUN, 'too large to read') c;
-- ends the run, and
--   update reflux.runs set input = '{}' where id = RUN;
-- makes its row readable. With `all` set to true, finished runs too: that reads every one.
--   \set all false
--   \i sql/debug/oversized.sql
\if :{?all}
\else
  \set all false
\endif
select
  r.id as run,
  f.slug as flow,
  r.state,
  r.created_at,
  p.place,
  p.problem ->> 'code' as code,
  p.problem ->> 'message' as message
from reflux.runs r
join reflux.flows f on f.id = r.flow_id
cross join lateral (
  select 'input of the run', reflux_private.measure_problem(r.input)
  union all
  select format('%s of step %s %s', v.what, s.idx, s.scope), reflux_private.measure_problem(v.value)
  from reflux.steps s
  cross join lateral (values
    ('input', s.input),
    ('output', s.output),
    ('error', s.error)) v(what, value)
  where s.run_id = r.id and v.value is not null) p(place, problem)
where p.problem is not null and (:all or r.finished_at is null)
order by r.id;
