-- The tokens of an expression up to the braces that close it, as language/flow/tokens.ts has them: what is
-- quoted, a comment or a pattern holds no names and no braces. Kinds are (n)ame, (s)tring, (v)ariable,
-- (o)perator and (x) for other values. `length` counts to where it closes; null: it never does.
create or replace function reflux_private.expression_tokens(
  source text, out kinds text[], out words text[], out length int)
language plpgsql immutable set search_path = pg_catalog, pg_temp set standard_conforming_strings = on as $$
declare
  c_any constant text := concat_ws('|',
    '[ \t\n\r\v]+',
    '/\*(?:[^*]|\*+[^*/])*(?:\*+/|\**$)',
    '"(?:[^"\\]|\\.)*(?:"|\\?$)',
    '''(?:[^''\\]|\\.)*(?:''|\\?$)',
    '`[^`]*(?:`|$)',
    '[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?',
    '[^] \t\n\r\v.[(){}@#^?:,;=<>+*/%&|!~"''`0-9-][^] \t\n\r\v.[(){}@#^?:,;=<>+*/%&|!~-]*',
    ':=|!=|>=|<=|\*\*|~>|\?:|\?\?|\.\.|[].[(){}@#^?:,;=<>+*/%&|!~-]');
  v_parts text[];
  v_part text;
  v_kind text;
  v_from int := 1;
  v_index int := 0;
  v_depth int := 0;
  v_value boolean := false;
begin
  kinds := '{}';
  words := '{}';
  v_parts := array(select m[1] from regexp_matches(source, c_any, 'g') m);
  loop
    v_index := v_index + 1;
    v_part := v_parts[v_index];
    exit when v_part is null;
    if v_part = '/' and not v_value then
      -- Only here it is known that no division begins: the rest is read anew behind the pattern.
      v_part := reflux_private.pattern_at(source, v_from);
      v_parts := array(select m[1] from regexp_matches(
        substr(source, v_from + char_length(v_part)), c_any, 'g') m);
      v_index := 0;
      v_kind := 'x';
    elsif strpos(E' \t\n\r\v', left(v_part, 1)) > 0 or starts_with(v_part, '/*') then
      v_from := v_from + char_length(v_part);
      continue;
    else
      v_kind := case
        when strpos('"''', left(v_part, 1)) > 0 then 's'
        when left(v_part, 1) = '`' then 'n'
        when left(v_part, 1) between '0' and '9' then 'x'
        when strpos('.[](){}@#^?:,;=<>+*/%&|!~-', left(v_part, 1)) > 0
          then case when not v_value and v_part in ('*', '**', '%') then 'x' else 'o' end
        when left(v_part, 1) = '$' then 'v'
        when v_value and v_part in ('and', 'or', 'in') then 'o'
        else 'n' end;
    end if;
    if v_kind = 'o' and v_part = '}' then
      if v_depth = 0 and v_parts[v_index + 1] = '}' then
        length := v_from - 1;
        return;
      end if;
      v_depth := greatest(0, v_depth - 1);
    elsif v_kind = 'o' and v_part = '{' then
      v_depth := v_depth + 1;
    end if;
    v_value := v_kind <> 'o' or v_part in (')', ']', '}');
    kinds := kinds || v_kind;
    v_from := v_from + char_length(v_part);
    words := words || case
      when strpos('"''`', left(v_part, 1)) > 0
        then regexp_replace(substr(v_part, 2), left(v_part, 1) || '$', '')
      else v_part end;
  end loop;
end $$;

comment on function reflux_private.expression_tokens is
  'The tokens of an expression up to the braces that close it.';
