-- Before, the owner `reflux` was the superuser that initdb made. That one is `postgres` from now on, and
-- `reflux` is a role without its rights. What is connected goes on as whom it was.
create role reflux_interim superuser;
set local session authorization reflux_interim;
alter role reflux rename to postgres;
create role reflux login createrole;
do $$
declare v_role text;
begin
  for v_role in
    select rolname from pg_roles where rolname ~ '^reflux_(viewer|operator|editor|admin|api|worker|query)$'
  loop
    execute format('grant %I to reflux with admin option', v_role);
  end loop;
end $$;
set local session authorization postgres;
drop role reflux_interim;
