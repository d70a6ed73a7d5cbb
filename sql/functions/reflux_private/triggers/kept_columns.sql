-- The input of a run that a changed row starts, without the columns whose values could
-- not be read again: they stand in `refused`, as [{column, code, message}]. The row is
-- the writer's, who must not fail for what a run cannot keep, and the change has its
-- run all the same. A row that is too large only as a whole is refused as a whole.
create or replace function reflux_private.kept_columns(input jsonb)
returns jsonb language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  v_input jsonb := input;
  v_problem jsonb := reflux_private.measure_problem(input);
  v_kept jsonb;
  v_lost jsonb;
  v_refused jsonb := '[]';
  v_side text;
begin
  if v_problem is null then
    return input;
  end if;
  foreach v_side in array array['new', 'old'] loop
    if jsonb_typeof(input -> v_side) = 'object' then
      -- By way of json, see run_output: this is the writer's transaction.
      select
        coalesce((json_object_agg(c.key, c.value) filter (where p is null))::jsonb, '{}'),
        coalesce(
          jsonb_agg(jsonb_build_object(
              'column', v_side || '.' || c.key,
              'code', p -> 'code',
              'message', p -> 'message'))
            filter (where p is not null),
          '[]')
      into v_kept, v_lost
      from jsonb_each(input -> v_side) c, reflux_private.measure_problem(c.value) p;
      v_input := v_input || jsonb_build_object(v_side, v_kept);
      v_refused := v_refused || v_lost;
    end if;
  end loop;
  if reflux_private.measure_problem(v_input) is not null then
    v_input := v_input || '{"new": null, "old": null}';
    v_refused := jsonb_build_array(v_problem || '{"column": "*"}');
  end if;
  return v_input || jsonb_build_object('refused', v_refused);
end $$;

comment on function reflux_private.kept_columns is
  'The input of a changed row without the columns that cannot be kept; `refused` names them.';
