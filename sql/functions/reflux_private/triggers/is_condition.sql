-- Whether a text can be the `when` of a table.change step. It is run in the writer's transaction with the
-- owner's rights, so it is made of nothing that can do more than compare: columns of new and old, values,
-- operators and the functions below. What cannot be written: a subquery, a cast, a name with a schema, a
-- comment, a backslash (its meaning is a setting of the writer's), and a word before a text that would read
-- it as a value of some type.
create or replace function reflux_private.is_condition(condition text)
returns boolean language sql immutable
set search_path = pg_catalog, pg_temp set standard_conforming_strings = on as $fn$
  select condition ~* ($re$^(?:\s|'[^'\\]*'|\m[0-9]+(?:\.[0-9]+)?\M|\(|\)(?!\s*')|,$re$
    || $re$|\m(?:new|old)\.(?:[a-z_][a-z0-9_]*\M|"[^"\\]+")(?!\s*[("'])$re$
    || $re$|(?:(?!--|/\*)[-+*/<>=~!@#%^&|?])$re$
    || $re$|\mis\M(?=\s+[a-z])|\m(?:and|or|not|null|true|false|distinct|from|in|between|symmetric$re$
    || $re$|case|when|then|else|end)\M$re$
    || $re$|\m(?:interval|current_date|current_timestamp)\M$re$
    || $re$|\m(?:abs|btrim|ceil|coalesce|floor|greatest|jsonb_array_length|jsonb_typeof|least|left|length$re$
    || $re$|lower|mod|now$re$
    || $re$|nullif|right|round|starts_with|upper)\M(?=\s*\())+\Z$re$)
$fn$;

comment on function reflux_private.is_condition is
  'Whether a text is made of what the when of a table.change step may hold.';
