/** Colours for short samples. Three languages in one expression each; the editor has real parsers, and is lazy. */

export type SampleLanguage = "sql" | "json" | "graphql" | "text";
export interface Part {
  readonly text: string;
  readonly kind?: "keyword" | "string" | "number" | "name" | "comment";
}

const keywords: Readonly<Record<SampleLanguage, string>> = {
  sql: "select|from|where|and|or|not|in|is|null|true|false|insert|into|values|update|set|delete|returning|order|by|limit|desc|asc|join|left|on|as|with|begin|commit|rollback|call|interval|group|having|case|when|then|else|end",
  json: "true|false|null",
  graphql: "query|mutation|subscription|fragment|on|true|false|null",
  text: "",
};
const comments: Readonly<Record<SampleLanguage, string>> = {
  sql: "--.*",
  json: "",
  graphql: "#.*",
  text: "",
};

export function highlight(code: string, language: SampleLanguage): readonly Part[] {
  if (language === "text") return [{ text: code }];
  const parts: Part[] = [];
  let at = 0;
  for (const match of code.matchAll(expression(language))) {
    if (match.index > at) parts.push({ text: code.slice(at, match.index) });
    const kind = kinds.find((name) => match.groups?.[name] !== undefined);
    parts.push(kind ? { text: match[0], kind } : { text: match[0] });
    at = match.index + match[0].length;
  }
  if (at < code.length) parts.push({ text: code.slice(at) });
  return parts;
}

const kinds = ["comment", "name", "string", "number", "keyword"] as const;

function expression(language: SampleLanguage): RegExp {
  const quoted = language === "sql" ? String.raw`'(?:[^']|'')*'` : String.raw`"(?:[^"\\]|\\.)*"`;
  const name = language === "json" ? `${quoted}(?=\\s*:)` : String.raw`\b\w+(?=\()|[$:]\w+`;
  const comment = comments[language] || "(?!)";
  return new RegExp(
    `(?<comment>${comment})|(?<name>${name})|(?<string>${quoted})` +
      `|(?<number>\\b\\d+(?:\\.\\d+)?\\b)|(?<keyword>\\b(?:${keywords[language]})\\b)`,
    "gi",
  );
}
