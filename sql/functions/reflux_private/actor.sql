-- Who acts: the name the API set for this transaction, else the database user.
create or replace function reflux_private.actor()
returns text language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return coalesce(nullif(current_setting('reflux.actor', true), ''), session_user::text);
end $$;

comment on function reflux_private.actor is 'Who acts in this transaction: the API''s caller, else the database user.';
