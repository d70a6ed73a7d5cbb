-- Deny by default: what is not granted in the file of a role is not possible. This file comes first.
-- viewer < operator < editor < admin, each with all the rights of the one before. Tables are read; every
-- change goes through a function. Who is a member of whom, the migration runner says
-- (db/migration/roles.sql): roles belong to the whole server.
revoke all on schema reflux, reflux_private, reflux_author
from
  public, reflux_viewer, reflux_operator, reflux_editor, reflux_admin, reflux_api, reflux_worker,
  reflux_query;
revoke all on all tables in schema reflux, reflux_private, reflux_author
from
  public, reflux_viewer, reflux_operator, reflux_editor, reflux_admin, reflux_api, reflux_worker,
  reflux_query;
revoke all on all sequences in schema reflux, reflux_private, reflux_author
from
  public, reflux_viewer, reflux_operator, reflux_editor, reflux_admin, reflux_api, reflux_worker,
  reflux_query;
revoke execute on all routines in schema reflux, reflux_private, reflux_author
from
  public, reflux_viewer, reflux_operator, reflux_editor, reflux_admin, reflux_api, reflux_worker,
  reflux_query;
