-- When a failed try is to be repeated, or null when the failure is final.
-- Validation errors are never retried; an error may say `never` or a time of
-- its own (Retry-After); a limit may be set per error code or its beginning.
create or replace function reflux_private.retry_at(error jsonb, failures int, max_tries int, retry jsonb)
returns timestamptz language plpgsql volatile set search_path = pg_catalog, pg_temp
set timezone = 'UTC' set datestyle = 'ISO, MDY' set intervalstyle = 'postgres' as $$
declare
  v_code text := coalesce(error ->> 'code', '');
  v_max int := max_tries;
  v_initial interval := coalesce(reflux_private.try_interval(retry -> 'initial'), interval '1 second');
  v_limit interval := coalesce(reflux_private.try_interval(retry -> 'limit'), interval '5 minutes');
  v_jitter double precision := coalesce((retry ->> 'jitter')::double precision, 0.2);
  v_delay interval;
begin
  select c.value::int + 1 into v_max from jsonb_each_text(coalesce(retry -> 'classes', '{}')) c
  where starts_with(v_code, c.key) order by length(c.key) desc limit 1;
  if not found then
    v_max := max_tries;
  end if;
  if error ->> 'retry' = 'never' or v_code like 'RFV%' or failures + 1 >= v_max then
    return null;
  end if;
  if coalesce(error ->> 'retry', 'backoff') <> 'backoff' then
    return greatest((error ->> 'retry')::timestamptz, reflux_private.clock());
  end if;
  v_delay := case retry ->> 'backoff'
    when 'fixed' then v_initial
    else make_interval(secs => least(
      extract(epoch from v_initial) * power(2, least(failures, 30)),
      extract(epoch from v_limit))::double precision) end;
  return reflux_private.clock() + v_delay * (1 + v_jitter * (random() - 0.5));
end $$;

comment on function reflux_private.retry_at is
  'When a failed try is repeated; null when the failure is final.';
