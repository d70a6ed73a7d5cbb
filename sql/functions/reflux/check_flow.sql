-- Everything that is wrong with a flow document, all at once, each with a
-- path. What deploy_flow refuses by, beside warnings; what the flow would
-- lack the permission for, if the caller deployed it under its name, too.
-- All but the syntax of expressions: Postgres cannot read JSONata. The
-- API, the editor and `reflux deploy` check it too.
create or replace function reflux.check_flow(document jsonb)
returns jsonb language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_problems jsonb := reflux_private.measure_problem(document);
begin
  if v_problems is not null then
    return jsonb_build_array(reflux_private.problem(
      '',
      v_problems ->> 'code',
      'the flow document ' || (v_problems ->> 'message'),
      v_problems ->> 'hint'));
  end if;
  if jsonb_typeof(document) is distinct from 'object' then
    return jsonb_build_array(
      reflux_private.problem('', 'RFV01', 'a flow is an object with reflux, name, steps and edges'));
  end if;
  select coalesce(jsonb_agg(p), '[]') into v_problems
  from (
    select reflux_private.problem(k, 'RFV20', 'is not a field of a flow',
      'Fields: reflux, name, title, description, tags, input, steps, edges, layout.') as p
    from jsonb_object_keys(document) k
    where k not in (
      'reflux', 'name', 'title', 'description', 'tags', 'input', 'steps', 'edges', 'layout')
    union all
    select reflux_private.problem('reflux', 'RFV01', 'must be 1, the version of the flow format')
    where coalesce(document -> 'reflux' <> '1', true)
    union all
    select reflux_private.problem(field, 'RFV01', 'must be ' || want)
    from (values
      ('steps', 'object', 'an object of steps by key'),
      ('edges', 'array', 'a list of edges'),
      ('input', 'object', 'a JSON Schema'),
      ('name', 'string', 'a text'),
      ('title', 'string', 'a text'),
      ('description', 'string', 'a text'),
      ('tags', 'array', 'a list of texts'),
      ('layout', 'object', 'an object')) f(field, type, want)
    where document ? field and jsonb_typeof(document -> field) <> type
    union all
    select reflux_private.problem('tags', 'RFV01', 'must be a list of texts')
    where jsonb_typeof(document -> 'tags') = 'array'
      and jsonb_path_exists(document -> 'tags', '$[*] ? (@.type() != "string")')
    union all
    select reflux_private.problem('steps', 'RFV01', 'a flow needs at least one step')
    where coalesce(document -> 'steps' in ('{}', 'null'), true)
    union all
    select reflux_private.problem('steps', 'RFV04', 'a flow may have at most 20000 steps')
    where (
      select count(*)
      from jsonb_object_keys(
        case jsonb_typeof(document -> 'steps') when 'object' then document -> 'steps' else '{}' end)) > 20000
  ) x;
  -- Steps and edges can be looked into where they are an object and a
  -- list; whatever else is wrong does not hide them.
  if not exists (select from jsonb_array_elements(v_problems) p where p ->> 'path' in ('steps', 'edges')) then
    select v_problems || coalesce(jsonb_agg(p), '[]') into v_problems
    from (
      select reflux_private.check_steps(document) as p
      union all select reflux_private.check_edges(document)
      union all select reflux_private.check_regions(document)
      union all select reflux_private.check_references(document)
      union all select reflux_private.check_inputs(document)
      union all select reflux_private.check_vars(document)
      union all select reflux_private.check_watches(document)
      union all select reflux_private.check_schedules(document)
      union all select reflux_private.check_effects(document)
      union all select reflux_private.check_config(document)
      union all select reflux_private.check_permits(document)
      union all select reflux_private.schema_defects(document -> 'input', 'input')
        where jsonb_typeof(document -> 'input') = 'object') x;
  end if;
  return v_problems;
end $$;

comment on function reflux.check_flow is
  'Lists everything wrong with a flow document as [{path, code, message, hint}]; without errors it can be '
  'deployed; what has the severity `warning` only should be known. In SQL the syntax of expressions is not '
  'checked; the API and the command line do.';
