import { NodeError } from "../sdk/index.ts";

const ALLOWED = new Set(["select", "with", "insert", "update", "delete", "merge", "values", "table"]);

/** Throws RFV10 unless `text` is one statement that reads or writes rows: no `set role`, no `commit`, no `do`. */
export function requireSingleStatement(text: string): void {
  const code = stripQuoted(text).trim().replace(/;$/, "");
  if (code.includes(";")) {
    throw new NodeError("RFV10", "text holds more than one statement", {
      hint: "Use a step for each statement, or one statement with common table expressions.",
    });
  }
  const verb = /^[\s(]*([a-z]+)/i.exec(code)?.[1]?.toLowerCase();
  if (verb === undefined || !ALLOWED.has(verb)) {
    throw new NodeError("RFV10", `a statement may not begin with "${verb ?? ""}"`, {
      hint: `Allowed are ${[...ALLOWED].join(", ")}.`,
    });
  }
}

/**
 * The text without what is inside quotes, dollar quotes and comments. One pass and no back-tracking: the next
 * opener decides what the rest is. An opener that is never closed swallows the rest; Postgres refuses that anyway.
 */
function stripQuoted(text: string): string {
  const opener =
    /'|"|--|\/\*|(?<![A-Za-z0-9_$\u0080-\uffff])\$([A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*)?\$/g;
  let kept = "";
  let from = 0;
  for (let match = opener.exec(text); match; match = opener.exec(text)) {
    kept += `${text.slice(from, match.index)} `;
    from = endOf(text, match);
    opener.lastIndex = from;
  }
  return kept + text.slice(from);
}

function endOf(text: string, opener: RegExpExecArray): number {
  const from = opener.index + opener[0].length;
  switch (opener[0]) {
    case "--":
      return after(text, "\n", from);
    case "/*":
      return endOfComment(text, from);
    case '"':
      return after(text, '"', from);
    case "'":
      return /(?<![A-Za-z0-9_$])e$/i.test(text.slice(Math.max(0, opener.index - 2), opener.index))
        ? endOfEscapeString(text, from)
        : after(text, "'", from);
    default:
      return after(text, opener[0], from);
  }
}

/** A doubled quote closes and opens again, which comes to the same. */
function after(text: string, closer: string, from: number): number {
  const at = text.indexOf(closer, from);
  return at === -1 ? text.length : at + closer.length;
}

/** In E'…' a backslash hides the next character. */
function endOfEscapeString(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === "'") return at + 1;
  }
  return text.length;
}

/** Comments nest in Postgres. */
function endOfComment(text: string, from: number): number {
  const edge = /\/\*|\*\//g;
  edge.lastIndex = from;
  let depth = 1;
  for (let match = edge.exec(text); match; match = edge.exec(text)) {
    depth += match[0] === "/*" ? 1 : -1;
    if (depth === 0) return edge.lastIndex;
  }
  return text.length;
}
