-- Computed column: what may be done to a run in its state.
create or replace function reflux.runs_allowed_actions(run reflux.runs)
returns text[] language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return reflux_private.actions_from('run', run.state::text);
end $$;

comment on function reflux.runs_allowed_actions is
  'The actions a run''s state allows, read from reflux.transitions.';
