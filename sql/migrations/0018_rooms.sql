-- Workers are not equal: what one may run that another may not, it says when it joins.
alter table reflux.workers
  add column secret_keys text[],
  add column allows text[];
drop function if exists reflux_private.register_worker(text, jsonb, int, bigint);
