-- When a job's steps were rung for, or are to be: its time, without
-- the start that enqueue_steps gives to small ones.
create or replace function reflux_private.rung_at(run_at timestamptz, created_at timestamptz)
returns timestamptz language sql immutable set search_path = pg_catalog, pg_temp as $$
  select case
    when run_at < created_at - interval '5 minutes' then run_at + interval '10 minutes'
    else run_at end
$$;

comment on function reflux_private.rung_at is 'When the steps of a graphile-worker job were rung for.';
