-- What expressions read of steps that do not come before them, or are none: their output could never be known
-- in time. Which of the steps that are read are above each step is one bit string a step, joined along the
-- edges: linear, where pairs would be square. A direct predecessor needs no such look.
create or replace function reflux_private.late_reads(
  ordered text[], edges reflux_private.flow_edge[], reads reflux_private.flow_read[])
returns reflux_private.flow_read[] language plpgsql stable
set search_path = pg_catalog, pg_temp set enable_nestloop = off set jit = off as $$
declare
  v_far reflux_private.flow_read[];
  v_named text[];
  v_none bit varying;
  v_above bit varying[];
  v_late reflux_private.flow_read[];
  v_one record;
begin
  v_far := array(
    select r
    from unnest(reads) r
    left join (select distinct e.source, e.target from unnest(edges) e where e.ok) e
      on e.source = r.name and e.target = r.key
    where r.root = 'steps' and r.name is not null
      and (e.source is null or r.key <> all (ordered) or r.name <> all (ordered)));
  if v_far = '{}' then
    return v_far;
  end if;
  select array_agg(distinct r.name) into v_named from unnest(v_far) r;
  v_none := repeat('0', cardinality(v_named))::bit varying;
  select array_agg(coalesce(set_bit(v_none, n.n::int - 1, 1), v_none) order by o.n) into v_above
  from unnest(ordered) with ordinality o(key, n)
  left join unnest(v_named) with ordinality n(key, n) on n.key = o.key;
  for v_one in
    select s.n::int as source, t.n::int as target
    from unnest(edges) e
    join unnest(ordered) with ordinality s(key, n) on s.key = e.source
    join unnest(ordered) with ordinality t(key, n) on t.key = e.target
    where e.ok
    order by 2
  loop
    v_above[v_one.target] := v_above[v_one.target] | v_above[v_one.source];
  end loop;
  for v_one in
    select r as read, r.key <> r.name as other, o.n::int as place, n.n::int - 1 as bit
    from unnest(v_far) r
    left join unnest(ordered) with ordinality o(key, n) on o.key = r.key
    left join unnest(v_named) with ordinality n(key, n) on n.key = r.name
  loop
    if not coalesce(v_one.other and get_bit(v_above[v_one.place], v_one.bit) = 1, false) then
      v_late := array_append(v_late, v_one.read);
    end if;
  end loop;
  return coalesce(v_late, '{}');
end $$;

comment on function reflux_private.late_reads is
  'What expressions read of steps that do not come before them, or are none.';
