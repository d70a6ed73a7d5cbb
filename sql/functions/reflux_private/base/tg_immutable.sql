-- Refuses every change of a row that must stay as it was written: versions and graphs are history.
create or replace function reflux_private.tg_immutable()
returns trigger language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
  perform reflux_private.fail('RFS01', format('%s are immutable', tg_table_name), null,
    'Deploy a new version instead.');
  return null;
end $$;

comment on function reflux_private.tg_immutable is 'Refuses changes to immutable rows.';
