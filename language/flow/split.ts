/** A piece of a templated text: literal characters, or what stands between `{{` and `}}`. */
export type TemplatePart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "expression"; readonly source: string; readonly offset: number };

/**
 * Splits a text at its expressions. A `}}` inside a string, a quoted name, a comment, a regular expression or an
 * object of the expression does not end it. Throws a SyntaxError for an expression that is empty or never ends.
 */
export function parseTemplate(text: string): readonly TemplatePart[] {
  const parts: TemplatePart[] = [];
  let from = 0;
  for (let open = text.indexOf("{{"); open !== -1; open = text.indexOf("{{", from)) {
    if (open > from) parts.push({ kind: "text", text: text.slice(from, open) });
    const close = findEnd(text, open + 2);
    if (close === -1) throw new SyntaxError(`the expression at character ${open} is not closed by }}`);
    const source = text.slice(open + 2, close);
    if (source.trim() === "") throw new SyntaxError(`the expression at character ${open} is empty`);
    parts.push({ kind: "expression", source, offset: open + 2 });
    from = close + 2;
  }
  if (from < text.length) parts.push({ kind: "text", text: text.slice(from) });
  return parts;
}

/** The expression's source when the text is that expression and nothing but white space around it. */
export function soleExpression(parts: readonly TemplatePart[]): string | undefined {
  const expressions = parts.filter((part) => part.kind === "expression");
  const blank = parts.every((part) => part.kind === "expression" || part.text.trim() === "");
  return expressions.length === 1 && blank ? expressions[0]?.source : undefined;
}

/** Where the `}}` that ends the expression is, or -1. */
function findEnd(text: string, from: number): number {
  let depth = 0;
  let operand = false;
  for (let at = from; at < text.length; ) {
    const char = text.charAt(at);
    if (char === "}" && depth === 0 && text[at + 1] === "}") return at;
    const after = skipToken(text, at, operand);
    if (after === -1) return -1;
    if (char === "{") depth++;
    if (char === "}" && depth > 0) depth--;
    if (char.trim() !== "" && !text.startsWith("/*", at)) operand = endsOperand(text, at, after);
    at = after;
  }
  return -1;
}

/** Past one token, taken whole if it can hide a brace: a quoted text, a comment, a regular expression, a word. */
function skipToken(text: string, at: number, operand: boolean): number {
  const char = text.charAt(at);
  if (char === '"' || char === "'" || char === "`") return skipQuoted(text, at);
  if (text.startsWith("/*", at)) return skipPast(text, "*/", at + 2);
  // After an operand a slash divides; anywhere else it begins a regular expression.
  if (char === "/" && !operand) return skipRegex(text, at);
  WORD.lastIndex = at;
  return WORD.test(text) ? WORD.lastIndex : at + 1;
}

const WORD = /[\p{L}\p{N}_$]+/uy;

/** Whether the token just read ends a value, such as a name, a number, a string or a closing bracket. */
function endsOperand(text: string, from: number, to: number): boolean {
  const token = text.slice(from, to);
  if (token === "and" || token === "or" || token === "in") return false;
  return /[\p{L}\p{N}_$"'`)\]}]$/u.test(token);
}

function skipQuoted(text: string, at: number): number {
  const quote = text.charAt(at);
  for (let next = at + 1; next < text.length; next++) {
    if (text[next] === "\\" && quote !== "`") next++;
    else if (text[next] === quote) return next + 1;
  }
  return -1;
}

/** As JSONata reads it: a slash inside brackets does not end the pattern. */
function skipRegex(text: string, at: number): number {
  let depth = 0;
  for (let next = at + 1; next < text.length; next++) {
    const char = text.charAt(next);
    if (char === "\\") next++;
    else if (char === "/" && depth === 0) return next + 1;
    else if ("([{".includes(char)) depth++;
    else if (")]}".includes(char)) depth--;
  }
  return -1;
}

function skipPast(text: string, closer: string, from: number): number {
  const found = text.indexOf(closer, from);
  return found === -1 ? -1 : found + closer.length;
}
