-- What an attempt said to others and was answered (HTTP, SQL) stays with it, in its row: so it is read by whoever may read the
-- step, and goes with the history.
alter table reflux.attempts add column evidence jsonb;
alter type reflux_private.outcome add attribute evidence jsonb;
alter table reflux.settings
  add column keep_evidence int not null default 16384
    constraint evidence_has_room_or_is_off check (keep_evidence = 0 or keep_evidence between 4096 and 65536);
drop function if exists reflux.change_settings;
drop function if exists reflux_private.payload_sizes;
