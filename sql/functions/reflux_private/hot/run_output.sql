-- A run's output: its one end's output, or an object by step key where several ends produced one. By way of
-- json: jsonb_agg and jsonb_object_agg take minutes, which nothing interrupts, for a value with 300,000 keys.
create or replace function reflux_private.run_output(run_id bigint)
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when count(*) = 1 then (array_agg(coalesce(s.output, o.body)))[1]
    else json_object_agg(g.key, coalesce(s.output, o.body))::jsonb end
  from reflux.runs r
  join reflux.graph_steps g on g.graph_id = r.graph_id and g.out_idx = '{}' and not g.removed
  join reflux.steps s on s.run_id = r.id and s.idx = g.idx and s.scope = ''
  left join reflux.outputs o on o.hash = s.output_hash
  where r.id = run_output.run_id and s.state = 'succeeded'
  having count(*) > 0
$$;

comment on function reflux_private.run_output is
  'A run''s output: its end''s output, or an object by step key.';
