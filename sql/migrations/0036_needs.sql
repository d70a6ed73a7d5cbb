-- What a worker found when it looked for what its nodes require; empty where it told nothing.
alter table reflux.workers add column needs jsonb not null default '[]';

drop function if exists reflux.health();
