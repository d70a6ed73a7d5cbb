-- Everything that is wrong with a flow document, all at once, each with a path; and the document, read,
-- where it has steps and edges to read. All but the syntax of expressions: Postgres cannot read JSONata.
create or replace function reflux_private.judge_document(
  document jsonb, out problems jsonb, out parts reflux_private.flow_parts)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  problems := reflux_private.measure_problem(document);
  if problems is not null then
    problems := jsonb_build_array(reflux_private.problem(
      '',
      problems ->> 'code',
      'the flow document ' || (problems ->> 'message'),
      problems ->> 'hint'));
    return;
  end if;
  if jsonb_typeof(document) is distinct from 'object' then
    problems := jsonb_build_array(
      reflux_private.problem('', 'RFV01', 'a flow is an object with reflux, name, steps and edges'));
    return;
  end if;
  select coalesce(jsonb_agg(p), '[]') into problems
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
  if not exists (select from jsonb_array_elements(problems) p where p ->> 'path' in ('steps', 'edges')) then
    parts := reflux_private.read_document(document);
    select problems || coalesce(jsonb_agg(p), '[]') into problems
    from (
      select reflux_private.check_parts(parts) as p
      union all
      select reflux_private.schema_defects(document -> 'input', 'input')
      where jsonb_typeof(document -> 'input') = 'object') x;
  end if;
end $$;

comment on function reflux_private.judge_document is
  'Everything that is wrong with a flow document, and the document, read.';
