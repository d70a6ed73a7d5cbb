-- Who acts: the name the API set for this transaction, else the database user.
create or replace function reflux_private.actor()
returns text language sql stable as $$
  select coalesce(nullif(current_setting('reflux.actor', true), ''), session_user::text)
$$;

comment on function reflux_private.actor is 'Who acts in this transaction: the API''s caller, else the database user.';
