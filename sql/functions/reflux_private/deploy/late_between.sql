-- What is read of steps that do not come before, looked at between the first that is read and the last that
-- reads.
create or replace function reflux_private.late_between(
  base bigint,
  spots jsonb,
  touched text[],
  edges reflux_private.flow_edge[],
  reads reflux_private.flow_read[])
returns reflux_private.flow_read[] language plpgsql stable
set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  v_span record;
begin
  if reads = '{}' then
    return reads;
  end if;
  select reflux_private.late_reads(s.keys, s.span, reads) as late into v_span
  from (
    select min(x.place) as low, max(x.place) as high
    from (
      select unnest(array[r.key, r.name]) as key from unnest(reads) r) k
    cross join lateral (
      select coalesce((spots -> k.key ->> 0)::int, (
        select g.rank from reflux.graph_steps g
        where g.graph_id = base and g.key = k.key and not g.removed)) as place) x) w
  cross join lateral reflux_private.graph_span(base, w.low, w.high, spots, touched, edges) s;
  return v_span.late;
end $$;

comment on function reflux_private.late_between is
  'What is read of steps that do not come before, looked at between the two.';
