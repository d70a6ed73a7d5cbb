-- What re-driving steps of a run would do to which steps: the one walk of reset_steps and redrive_preview.
-- They run `again`, with `downstream` what is `below` waits anew. A step whose scopes some of them are in is
-- an `owner`: it waits for its scopes once more, and what is below it waits, too; it does so even if it was
-- named itself, so that its scopes are not lost. One that runs again, or waits anew, opens scopes of its own:
-- what is in those of before is `dropped`. Each step is looked up by its key, whatever the statistics say.
create or replace function reflux_private.touched_steps(
  run reflux.runs, steps reflux_private.step_ref[], downstream boolean)
returns setof reflux_private.touched language plpgsql stable set search_path = pg_catalog, pg_temp
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off
set plan_cache_mode = force_generic_plan set jit = off as $$
declare
  v_owners reflux_private.step_ref[];
  v_below reflux_private.step_ref[] := '{}';
  v_gone text[];
begin
  with recursive above(idx, scope) as (
    select c.idx, c.parent
    from (select distinct d.scope from unnest(touched_steps.steps) d where d.scope <> '') d
    join reflux.scopes c on c.run_id = run.id and c.scope = d.scope
    union
    select c.idx, c.parent
    from above a
    join reflux.scopes c on c.run_id = run.id and c.scope = a.scope
    where a.scope <> '')
  select coalesce(array_agg(row(run.id, a.idx, a.scope)::reflux_private.step_ref), '{}') into v_owners
  from above a;

  if downstream then
    with recursive below(idx, scope) as (
      select o.idx, d.scope from unnest(touched_steps.steps || v_owners) d
      cross join lateral (
        select g.out_idx from reflux.graph_steps g
        where g.graph_id = run.graph_id and g.idx = d.idx limit 1) g
      cross join lateral unnest(g.out_idx) o(idx)
      union
      select o.idx, b.scope from below b
      cross join lateral (
        select g.out_idx from reflux.graph_steps g
        where g.graph_id = run.graph_id and g.idx = b.idx limit 1) g
      cross join lateral unnest(g.out_idx) o(idx))
    select coalesce(array_agg(row(run.id, b.idx, b.scope)::reflux_private.step_ref), '{}')
    into v_below from below b;
  end if;

  -- The scopes that go: all of one step's, and all below them, are one range of the key.
  select array_agg(c.scope) into v_gone
  from (
    select d.idx, d.scope from unnest(touched_steps.steps) d
    where (d.idx, d.scope) not in (select o.idx, o.scope from unnest(v_owners) o)
    union
    select b.idx, b.scope from unnest(v_below) b) d
  cross join lateral (
    select case d.scope when '' then '' else d.scope || '/' end || g.key as head
    from reflux.graph_steps g
    where g.graph_id = run.graph_id and g.idx = d.idx and g.body <> '{}'
    limit 1) g
  join reflux.scopes c on c.run_id = run.id and c.scope > g.head || '[' and c.scope < g.head || chr(92);

  return query
    select run.id, d.idx, d.scope,
      case
        when (d.idx, d.scope) in (select b.idx, b.scope from unnest(v_below) b) then 'below'
        when (d.idx, d.scope) in (select o.idx, o.scope from unnest(v_owners) o) then 'owner'
        else 'again' end
    from (
      select d.idx, d.scope from unnest(touched_steps.steps || v_owners || v_below) d
      group by d.idx, d.scope) d
    where v_gone is null or d.scope <> all (v_gone);
  if v_gone is not null then
    return query
      select run.id, b.idx, c.scope, 'dropped'
      from unnest(v_gone) w(scope)
      join reflux.scopes c on c.run_id = run.id and c.scope = w.scope
      cross join lateral (
        select g.body from reflux.graph_steps g
        where g.graph_id = run.graph_id and g.idx = c.idx limit 1) g
      cross join lateral unnest(g.body) b(idx)
      join reflux.steps s on s.run_id = run.id and s.idx = b.idx and s.scope = w.scope;
  end if;
end $$;

comment on function reflux_private.touched_steps is
  'What re-driving steps would do to which steps of a run.';
