-- Why a run does not go on: each step that holds it up, what it waits for, and the call that would help.
--   \set run 7
--   \i sql/debug/why_stuck.sql
\if :{?run}
\else
  \set run 1
\endif
select r.id as run, f.slug as flow, r.state, r.open_sinks, now() - r.created_at as age, r.reason
from reflux.runs r join reflux.flows f on f.id = r.flow_id where r.id = :run;

select w.key as step, w.in_scope as scope, w.state, w.reason, w.since, w.until, w.hint
from reflux.runs r, lateral reflux.why(r.id) w where r.id = :run;

-- What the sweeper would say, over all runs.
select * from reflux.stuck_steps order by since limit 20;
