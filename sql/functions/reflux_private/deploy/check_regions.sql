-- Defects of the parts that steps repeat: an edge across their border, a part that is empty or begins at a
-- step for which others have to be waited, an output that is not there yet.
create or replace function reflux_private.check_regions(parts reflux_private.flow_parts)
returns setof jsonb language plpgsql stable
set search_path = pg_catalog, pg_temp set enable_nestloop = off set jit = off as $$
declare v_owners jsonb := (parts).owners;
begin
  if v_owners is null then
    return;
  end if;
  return query
    with recursive region as materialized (
      select * from unnest((parts).regions)),
    e as materialized (
      select
        'edges[' || d.n || ']' as path,
        d.source,
        d.target,
        v_owners ->> d.source is not distinct from d.port as opens,
        case
          when v_owners ->> d.source is not distinct from d.port then d.source
          else s.owner end as from_owner,
        t.owner as to_owner
      from unnest((parts).edges) d
      left join region s on s.key = d.source
      left join region t on t.key = d.target
      where d.ok and d.source = any ((parts).keys) and d.target = any ((parts).keys)),
    enclosing(key, owner) as (
      select r.key, r.owner from region r
      union
      select n.key, r.owner from enclosing n join region r on r.key = n.owner)
    select reflux_private.problem(e.path, 'RFV25',
      format('leads from %s to %s, across the border of what %s repeats',
        e.source, e.target, coalesce(e.to_owner, e.from_owner)),
      format('Only %s leads into it, by port %s, and nothing leaves it: what comes after it follows %s.',
        coalesce(e.to_owner, e.from_owner),
        v_owners ->> coalesce(e.to_owner, e.from_owner),
        coalesce(e.to_owner, e.from_owner)))
    from e
    where e.from_owner is distinct from e.to_owner
    union all
    select reflux_private.problem(e.path, 'RFV25',
      format('leads to %s, with which what %s repeats begins', e.target, e.to_owner),
      'A step that begins it waits for nothing else.')
    from e
    where not e.opens and e.from_owner = e.to_owner
      and exists (select from e o where o.opens and o.target = e.target)
    union all
    select reflux_private.problem('steps.' || o.key, 'RFV25', 'repeats nothing',
      format('Add %s.%s -> another step.', o.key, o.value))
    from jsonb_each_text(v_owners) o
    where not exists (select from e where e.opens and e.source = o.key)
    union all
    select distinct reflux_private.problem('steps.' || n.key, 'RFV16',
      format('an expression reads steps.%s, which has no output before all it repeats has ended', n.owner),
      'In it, read item and index.')
    from enclosing n
    join unnest((parts).reads) r on r.key = n.key and r.root = 'steps' and r.name = n.owner;
end $$;

comment on function reflux_private.check_regions is
  'Defects of the parts that steps repeat, one problem a row.';
