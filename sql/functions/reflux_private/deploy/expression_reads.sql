-- The names that the expressions in a value read of their scope, as language/flow/references.ts finds them:
-- `secrets.key`, `$.steps.'key'` and `$$.input` are (secrets, key), (steps, key) and (input, null). Behind a
-- path, within `[…]`, `.(…)`, `{…}`, `^(…)` and `|…|…|`, names belong to an item. An expression longer than a
-- worker reads is read no further.
create or replace function reflux_private.expression_reads(value jsonb)
returns table (root text, name text) language plpgsql immutable rows 10
set search_path = pg_catalog, pg_temp set standard_conforming_strings = on as $body$
declare
  c_reserved constant text[] := '{and,or,in,"true","false","null",function}';
  v_path text;
  v_text text;
  v_from int;
  v_window int;
  v_found record;
  k text[];
  w text[];
  -- What stands open: whether names within are an item's, where it began as parameters, how many bars came.
  v_inner boolean[];
  v_parameters boolean[];
  v_bars int[];
  v_bar int;
  v_top int;
  v_within boolean;
  v_body int;
begin
  if strpos(value::text, '{{') = 0 then
    return;
  end if;
  for v_text in
    select t #>> '{}'
    from jsonb_path_query(value, 'strict $.** ? (@.type() == "string")') t
    where strpos(t #>> '{}', '{{') > 0
  loop
    loop
      v_from := strpos(v_text, '{{');
      exit when v_from = 0;
      v_text := substr(v_text, v_from + 2);
      -- Most are one path, and are read at once.
      v_path := substring(left(v_text, 200)
        from '^ *([A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*) *\}\}');
      root := split_part(v_path, '.', 1);
      if root <> all (c_reserved) then
        name := nullif(split_part(v_path, '.', 2), '');
        return next;
        v_text := substr(v_text, strpos(v_text, '}}') + 2);
        continue;
      end if;
      -- What follows the others is not read along each time.
      foreach v_window in array array[100, 1000, 10002] loop
        select * into v_found from reflux_private.expression_tokens(left(v_text, v_window));
        exit when v_found.length is not null or char_length(v_text) <= v_window;
      end loop;
      k := v_found.kinds;
      w := v_found.words;
      v_top := 0;
      v_inner := '{}';
      v_parameters := '{}';
      v_bars := '{}';
      v_body := null;
      for i in 1 .. cardinality(k) loop
        v_within := v_top > 0 and v_inner[v_top];
        if k[i] = 'o' and w[i] in ('(', '[', '{') then
          v_top := v_top + 1;
          v_inner[v_top] := v_within or not (w[i] = '{' and v_body is not distinct from i - 1) and i > 1
            and (k[i - 1] = 'o' and w[i - 1] in ('.', '^')
              or w[i] <> '(' and (k[i - 1] <> 'o' or w[i - 1] in (')', ']', '}')));
          v_parameters[v_top] := i > 1 and k[i - 1] = 'n' and w[i - 1] = 'function';
          v_bars[v_top] := 0;
        elsif k[i] = 'o' and w[i] in (')', ']', '}') then
          if v_top > 0 then
            if v_parameters[v_top] then
              v_body := i;
            end if;
            v_top := v_top - 1;
          end if;
        elsif k[i] = 'o' and w[i] = '|' then
          -- The second bar of three divides what is changed from how.
          v_bar := case when v_top > 0 then v_bars[v_top] else 0 end;
          v_top := v_top - (v_bar > 0)::int;
          if v_bar < 2 then
            v_top := v_top + 1;
            v_inner[v_top] := true;
            v_parameters[v_top] := false;
            v_bars[v_top] := v_bar + 1;
          end if;
        elsif (k[i] = 'n' or k[i] = 's' and k[i + 1] = 'o' and w[i + 1] = '.')
          and w[i] <> all (c_reserved) then
          continue when case
            when i > 1 and k[i - 1] = 'o' and w[i - 1] = '.'
              then k[i - 2] is distinct from 'v'
                or not (w[i - 2] = '$$' or w[i - 2] = '$' and not v_within)
            else v_within end;
          root := w[i];
          name := case when k[i + 1] = 'o' and w[i + 1] = '.' and k[i + 2] in ('n', 's') then w[i + 2] end;
          return next;
        end if;
      end loop;
      exit when v_found.length is null;
      v_text := substr(v_text, v_found.length + 3);
    end loop;
  end loop;
end $body$;

comment on function reflux_private.expression_reads is
  'The names that the {{ }} expressions of a value read of their scope, with what they read of them.';
