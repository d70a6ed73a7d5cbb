-- What is said of a text that its pattern does not match: in the words
-- of its schema, and never the regular expression.
create or replace function reflux_private.pattern_words(schema jsonb)
returns text language sql immutable set search_path = pg_catalog, pg_temp as $$
  select case
    when jsonb_typeof(schema -> 'x-reflux-pattern') = 'string' then
      'must be ' || left(schema ->> 'x-reflux-pattern', 300)
    when jsonb_typeof(schema #> '{examples,0}') = 'string' then
      format('must be written like "%s"', left(schema #>> '{examples,0}', 300))
    when jsonb_typeof(schema -> 'description') = 'string' then
      'does not have the form that is asked for: ' || rtrim(left(schema ->> 'description', 300), '.')
    else 'does not have the form that is asked for' end;
$$;

comment on function reflux_private.pattern_words is
  'What is said of a text that its pattern does not match, in the words of its schema.';
