-- Answers a step by a link, once: whoever comes second finds it used. Returns done, or why not, as find_link
-- says; null where there is no such link. Lock order: the run, then the link.
create or replace function reflux_private.answer_link(hash bytea, approved boolean)
returns text language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare v_link record;
begin
  perform
  from reflux.runs r
  where r.id = (select l.run_id from reflux_private.links l where l.hash = answer_link.hash)
  for update;
  select * into v_link from reflux_private.find_link(answer_link.hash);
  if v_link.state is distinct from 'open' then
    return v_link.state;
  end if;
  update reflux_private.links l set used_at = reflux_private.clock() where l.hash = answer_link.hash;
  perform
    set_config('reflux.actor', 'link', true),
    set_config('reflux.flows', '*', true),
    set_config('reflux.door', 'link', true);
  perform reflux.signal_step(
    v_link.run_id,
    v_link.step,
    jsonb_build_object('approved', approved, 'by', 'link'),
    v_link.scope);
  perform reflux_private.audit(
    'use link',
    format('step %s of run %s', v_link.step, v_link.run_id),
    null,
    jsonb_build_object('approved', approved));
  return 'done';
end $$;

comment on function reflux_private.answer_link is
  'Answers a step by a link, once. For the API''s login only. Errors: RFS05.';
