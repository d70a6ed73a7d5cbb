-- Who acts: the name the API or the command line set for this transaction, else
-- the database user. Only of the API's login and of the owner is it believed:
-- SQL of authors, and people with a login of their own, can set it too.
create or replace function reflux_private.actor()
returns text language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return coalesce(
    case
      when session_user ~ '^reflux_api(_[0-9a-f]{8})?$'
          or pg_has_role(
            session_user,
            (select c.relowner from pg_catalog.pg_class c where c.oid = 'reflux.runs'::regclass),
            'member')
        then nullif(current_setting('reflux.actor', true), '') end,
    session_user::text);
end $$;

comment on function reflux_private.actor is
  'Who acts in this transaction: the API''s caller, else the database user.';
