-- A worker whose lease ended for a cause that no step of it has: its steps are not charged with the loss.
alter table reflux.workers add column excused boolean not null default false;
drop function if exists reflux_private.register_worker(text, jsonb, int);
