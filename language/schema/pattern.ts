const ESCAPE =
  "\\\\(?:[nrtfv^$\\\\.*+?()[\\]{}|/]|u(?!0000)(?:[0-9A-CE-Fa-ce-f][0-9A-Fa-f]{3}|[Dd][0-7][0-9A-Fa-f]{2}))";
const PLAIN = `(?:[^\\]\\^\\\\[\\-]|${ESCAPE}|\\\\-)`;
const ITEM = `(?:${PLAIN}(?:-${PLAIN})?|\\\\[dws])`;
const SET = `\\[(?:\\^-?|-)?(?:${ITEM}(?:${ITEM}|\\^)*-?|-)\\]`;
const ATOM = `(?:[^\\]\\^$\\\\.*+?()[{}|]|\\.|${ESCAPE}|\\\\[dDwWsS]|${SET})`;
const TIMES = "(?:25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})";
const REPEAT = `(?:(?:[*+?]|\\{${TIMES}(?:,${TIMES}?)?\\})\\??)?`;
const WHOLE = `^(?:${ATOM}${REPEAT}|[|\\^$]|\\\\[bB]|\\((?:\\?(?:[:=!]|<[=!]))?|\\)${REPEAT})*$`;

const portable = new RegExp(WHOLE, "u");
const known = new Map<string, RegExp | undefined>();

/**
 * A regular expression of the subset that Postgres reads alike; undefined for any other. No backward reference, \p, \x
 * or [[:class:]], at most 255 repeats. The same subset as in reflux_private.portable_pattern.
 */
export function portablePattern(pattern: string): RegExp | undefined {
  if (known.has(pattern)) return known.get(pattern);
  const read = compile(pattern);
  if (known.size > 1_000) known.clear();
  known.set(pattern, read);
  return read;
}

function compile(pattern: string): RegExp | undefined {
  if (!portable.test(pattern)) return undefined;
  try {
    return new RegExp(pattern, "u");
  } catch {
    return undefined;
  }
}
