/** A token of JSONata, as far as finding names needs it. This is a scanner, not a parser: it never refuses. */
export interface Token {
  readonly kind: "name" | "wildcard" | "variable" | "string" | "pattern" | "number" | "operator";
  /** The name without backticks, the string without quotes, else the text. */
  readonly value: string;
  readonly from: number;
  readonly to: number;
}

/** As JSONata has them: an accent, a quote or a non-breaking space within a name belongs to it. */
const space = /[ \t\n\r\v]/;
const nameEnd = /[ \t\n\r\v.[\](){}@#^?:,;=<>+\-*/%&|!~]/;
const number = /\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/y;

/**
 * The tokens of `text` from `start`. Stops at the end, or where `}}` closes a template: braces that the expression
 * opened itself are counted, so an object at the end of a template does not close it.
 */
export function* tokens(text: string, start = 0): Generator<Token, number> {
  let at = start;
  let depth = 0;
  let operand = false;
  while (at < text.length) {
    const char = text.charAt(at);
    if (space.test(char)) {
      at += 1;
    } else if (text.startsWith("/*", at)) {
      at = after(text, "*/", at + 2);
    } else if (depth === 0 && text.startsWith("}}", at)) {
      return at;
    } else {
      const token = next(text, at, operand);
      if (token.value === "{" && token.kind === "operator") depth += 1;
      if (token.value === "}" && token.kind === "operator") depth = Math.max(0, depth - 1);
      operand = endsValue(token);
      yield token;
      at = token.to;
    }
  }
  return at;
}

/** Does a value stand before what comes next? Then `[` filters it, a slash divides it, and `in` is no name. */
export function endsValue(token: Token): boolean {
  return token.kind !== "operator" || [")", "]", "}"].includes(token.value);
}

function next(text: string, from: number, afterValue: boolean): Token {
  const char = text.charAt(from);
  if (char === '"' || char === "'") return quoted(text, from, "string");
  if (char === "`") return quoted(text, from, "name");
  if (char === "/" && !afterValue) return pattern(text, from);
  if (/\d/.test(char)) return digits(text, from);
  if (!nameEnd.test(char)) {
    const name = word(text, from, char === "$" ? "variable" : "name");
    return afterValue && ["and", "or", "in"].includes(name.value) ? { ...name, kind: "operator" } : name;
  }
  const pair = text.slice(from, from + 2);
  const value = [":=", "!=", ">=", "<=", "**", "~>", "?:", "??", ".."].includes(pair) ? pair : char;
  const kind = !afterValue && ["*", "**", "%"].includes(value) ? "wildcard" : "operator";
  return { kind, value, from, to: from + value.length };
}

function quoted(text: string, from: number, kind: "string" | "name"): Token {
  const quote = text.charAt(from);
  let to = from + 1;
  while (to < text.length && text.charAt(to) !== quote) {
    to += kind === "string" && text.charAt(to) === "\\" ? 2 : 1;
  }
  return { kind, value: text.slice(from + 1, to), from, to: Math.min(to + 1, text.length) };
}

/** As JSONata reads it: a slash inside brackets does not end the pattern. */
function pattern(text: string, from: number): Token {
  let to = from + 1;
  for (let depth = 0; to < text.length; to += 1) {
    const char = text.charAt(to);
    if (char === "/" && depth === 0) break;
    if (char === "\\") to += 1;
    else if ("([{".includes(char)) depth += 1;
    else if (")]}".includes(char)) depth -= 1;
  }
  to = Math.min(to + 1, text.length);
  while (/[a-z]/i.test(text.charAt(to))) to += 1;
  return { kind: "pattern", value: text.slice(from, to), from, to };
}

function digits(text: string, from: number): Token {
  number.lastIndex = from;
  number.test(text);
  const to = number.lastIndex;
  return { kind: "number", value: text.slice(from, to), from, to };
}

function word(text: string, from: number, kind: "name" | "variable"): Token {
  let to = from + 1;
  while (to < text.length && !nameEnd.test(text.charAt(to))) to += 1;
  return { kind, value: text.slice(from, to), from, to };
}

function after(text: string, mark: string, at: number): number {
  const found = text.indexOf(mark, at);
  return found < 0 ? text.length : found + mark.length;
}
