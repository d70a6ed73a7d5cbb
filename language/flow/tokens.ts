/** A token of JSONata, as far as finding names needs it. This is a scanner, not a parser: it never refuses. */
export interface Token {
  readonly kind: "name" | "variable" | "string" | "number" | "operator";
  /** The name without backticks, the string without quotes, else the text. */
  readonly value: string;
  readonly from: number;
  readonly to: number;
}

const space = /\s/;
const nameEnd = /[\s.[\](){}@#^?:,;=<>+\-*/%&|!~"'`$]/;

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
      operand = endsOperand(text.slice(token.from, token.to));
      yield token;
      at = token.to;
    }
  }
  return at;
}

/** After a value a slash divides; anywhere else it begins a pattern. */
function endsOperand(token: string): boolean {
  return !["and", "or", "in"].includes(token) && /[\p{L}\p{N}_$"'`)\]}]$/u.test(token);
}

function next(text: string, from: number, operand: boolean): Token {
  const char = text.charAt(from);
  if (char === '"' || char === "'") return quoted(text, from, "string");
  if (char === "`") return quoted(text, from, "name");
  if (char === "/" && !operand) return regex(text, from);
  if (/\d/.test(char)) return word(text, from, "number", /[^\d.eE]/);
  if (char === "$") return variable(text, from);
  if (!nameEnd.test(char)) return word(text, from, "name", nameEnd);
  const pair = text.slice(from, from + 2);
  const value = [":=", "!=", ">=", "<=", "**", "~>", "?:", "??", ".."].includes(pair) ? pair : char;
  return { kind: "operator", value, from, to: from + value.length };
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
function regex(text: string, from: number): Token {
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
  return { kind: "string", value: text.slice(from, to), from, to };
}

function variable(text: string, from: number): Token {
  if (text.startsWith("$$", from)) return { kind: "variable", value: "$$", from, to: from + 2 };
  const { to } = word(text, from, "variable", nameEnd);
  return { kind: "variable", value: text.slice(from, to), from, to };
}

function word(text: string, from: number, kind: Token["kind"], end: RegExp): Token {
  let to = from + 1;
  while (to < text.length && !end.test(text.charAt(to))) to += 1;
  return { kind, value: text.slice(from, to), from, to };
}

function after(text: string, mark: string, at: number): number {
  const found = text.indexOf(mark, at);
  return found < 0 ? text.length : found + mark.length;
}
