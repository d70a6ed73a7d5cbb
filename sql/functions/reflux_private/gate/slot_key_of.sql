-- A concurrency key as a run's steps have it. It is one for all flows that were deployed by who reaches all
-- of them; a flow of a limited token has its keys to itself, so that nobody can stand in a line that he does
-- not reach. A long one is told by its hash: an index holds no such text.
create or replace function reflux_private.slot_key_of(run_id bigint, key text)
returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select case
    when r.version_id is null and r.reach is null then k.key
    when r.version_id is not null and v.reach is null then k.key
    else format('flow %s: %s', r.flow_id, k.key) end
  from reflux.runs r
  left join reflux.flow_versions v on v.id = r.version_id
  cross join (
    select case
      when octet_length(slot_key_of.key) <= 1000 then slot_key_of.key
      else left(slot_key_of.key, 100) || ' ' || encode(sha256(convert_to(slot_key_of.key, 'UTF8')), 'hex') end
  ) k(key)
  where r.id = slot_key_of.run_id
$$;

comment on function reflux_private.slot_key_of is 'A concurrency key, scoped by the reach of the run.';
