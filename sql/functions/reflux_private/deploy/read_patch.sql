-- What a patch changes of a document, one operation after the other, as language/flow/patch.ts does it:
--   steps   the steps it touches as they will be; null where one is removed
--   edges   the edges it changes: the number of the operation that adds one; null where one is removed
--   fresh   the keys that get a new place
--   gone    the keys whose place ends, with the number of the operation that says so
-- An operation that does not apply is the one problem, with its number in the patch. `at` is for people.
create or replace function reflux_private.read_patch(
  document jsonb,
  patch jsonb,
  out steps jsonb,
  out edges jsonb,
  out fresh text[],
  out gone jsonb,
  out problem jsonb)
language plpgsql stable set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on as $$
declare
  v_steps constant jsonb := document -> 'steps';
  v_edges constant jsonb := document -> 'edges';
  v_op jsonb;
  v_n int;
  v_key text;
  v_step jsonb;
  v_path text[];
  v_edge reflux_private.flow_edge;
  v_there boolean;
  v_want text;
begin
  steps := '{}';
  edges := '{}';
  fresh := '{}';
  gone := '{}';
  if jsonb_typeof(patch) is distinct from 'array' then
    problem := reflux_private.problem('patch', 'RFV27', 'is a list of operations');
    return;
  end if;
  for v_op, v_n in select o, n - 1 from jsonb_array_elements(patch) with ordinality p(o, n) loop
    v_want := null;
    if v_op ->> 'op' in ('add_step', 'remove_step', 'set_step') then
      v_key := v_op ->> 'step';
      v_step := nullif(coalesce(steps -> v_key, v_steps -> v_key), 'null');
      if v_key is null then
        v_want := 'names no step';
      elsif v_op ->> 'op' = 'add_step' then
        if v_step is not null then
          v_want := format('there is a step %s already', v_key);
        else
          steps := steps || jsonb_build_object(v_key, coalesce(v_op -> 'value', 'null'));
          fresh := fresh || v_key;
        end if;
      elsif v_step is null then
        v_want := format('there is no step %s', v_key);
      elsif v_op ->> 'op' = 'remove_step' then
        steps := steps || jsonb_build_object(v_key, null);
        if v_key = any (fresh) then
          fresh := array_remove(fresh, v_key);
        else
          gone := gone || jsonb_build_object(v_key, v_n);
        end if;
      elsif jsonb_typeof(v_op -> 'path') is distinct from 'array' then
        v_want := 'needs a path, a list of keys';
      else
        v_path := array(select jsonb_array_elements_text(v_op -> 'path'));
        steps := steps || jsonb_build_object(v_key, coalesce(
          reflux_private.set_at(
            case jsonb_typeof(v_step) when 'object' then v_step else '{}' end,
            v_path,
            v_op -> 'value'),
          'null'));
      end if;
      if v_want is null and v_op ->> 'op' <> 'remove_step'
          and jsonb_typeof(steps -> v_key -> 'node') is distinct from 'string' then
        v_want := format('step %s would name no node', v_key);
      end if;
    elsif v_op ->> 'op' in ('add_edge', 'remove_edge') then
      select * into v_edge from reflux_private.document_edges(
        jsonb_build_object('edges', jsonb_build_array(v_op -> 'edge'))) e;
      v_key := v_edge.source || case v_edge.port when 'out' then '' else '.' || v_edge.port end
        || ' -> ' || v_edge.target;
      v_there := case when edges ? v_key then edges -> v_key <> 'null' else v_edges ? v_key end;
      if not v_edge.ok then
        v_want := 'is not an edge';
      elsif v_op ->> 'op' = 'add_edge' and v_there then
        v_want := format('there is an edge %s already', v_key);
      elsif v_op ->> 'op' = 'remove_edge' and not v_there then
        v_want := format('there is no edge %s', v_key);
      elsif v_edges ? v_key = (v_op ->> 'op' = 'add_edge') then
        edges := edges - v_key;
      else
        edges := edges || jsonb_build_object(v_key, case v_op ->> 'op' when 'add_edge' then v_n end);
      end if;
    else
      v_want := format('%s is not an operation on a graph', coalesce(v_op -> 'op', 'null'));
    end if;
    if v_want is not null then
      problem := reflux_private.problem(format('patch[%s]', v_n), 'RFV27', v_want,
        case when v_want like '%operation%'
          then 'Operations: add_step, remove_step, set_step, add_edge, remove_edge.'
          else 'The operations before it are applied first.' end);
      return;
    end if;
  end loop;
end $$;

comment on function reflux_private.read_patch is
  'What a patch changes of a document: its steps and edges as they will be, or the operation that does not '
  'apply.';
