-- A smaller value of the same shape: long texts end in an ellipsis, long lists and objects lose their tail,
-- and what is nested too deeply is replaced by a word about it.
create or replace function reflux_private.shorten(value jsonb, text_length int, items int, depth int)
returns jsonb language sql immutable set search_path = pg_catalog, pg_temp as $$
  select case jsonb_typeof(value)
    when 'string' then case
      when length(value #>> '{}') > text_length then to_jsonb(left(value #>> '{}', text_length) || '…')
      else value end
    when 'array' then case
      when depth <= 0 then to_jsonb(format('[%s items]', jsonb_array_length(value)))
      else (
        select
          coalesce(
            jsonb_agg(reflux_private.shorten(e.item, text_length, items, depth - 1) order by e.n)
              filter (where e.n <= items),
            '[]')
          || case
            when count(*) > items then jsonb_build_array(format('… %s more', count(*) - items))
            else '[]' end
        from jsonb_array_elements(value) with ordinality e(item, n)) end
    when 'object' then case
      when depth <= 0 then '"{…}"'
      else (
        select
          coalesce(
            jsonb_object_agg(
              left(e.key, 200),
              reflux_private.shorten(e.item, text_length, items, depth - 1))
              filter (where e.n <= items),
            '{}')
          || case
            when count(*) > items then jsonb_build_object('…', format('%s more', count(*) - items))
            else '{}' end
        from jsonb_each(value) with ordinality e(key, item, n)) end
    else value end
$$;

comment on function reflux_private.shorten is 'A smaller value of the same shape, for previews.';
