-- Workers have a login of their own, and what authors' SQL may call of REFLUX is alone in its schema: the login that
-- runs that SQL has no right to look into any other.
create schema reflux_author;
comment on schema reflux_author is 'What the login that runs authors'' SQL may call: the end of its own step, and nothing else.';

drop function if exists reflux_private.complete_own_step(bigint, uuid, jsonb);
