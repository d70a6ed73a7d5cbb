/**
 * The query box of Runs: `state:failed,running flow:order-* -version:3 duration:>10s started:<2h "card declined"`.
 * A term is a field with a value, or words to look for. `-` in front means not, `,` means or, terms are and.
 * Parsing never fails: what is wrong is a problem with its place, and the rest still holds.
 */
import { type Field, fields } from "./fields.ts";

export type Operator = "is" | "more" | "less";

export interface Term {
  readonly field: Field;
  readonly operator: Operator;
  readonly values: readonly string[];
  readonly negated: boolean;
  readonly from: number;
  readonly to: number;
}

export interface Words {
  readonly text: string;
  readonly negated: boolean;
}

export interface QueryProblem {
  readonly from: number;
  readonly to: number;
  readonly message: string;
}

export interface RunQuery {
  readonly terms: readonly Term[];
  readonly words: readonly Words[];
  readonly problems: readonly QueryProblem[];
}

interface Token {
  readonly negated: boolean;
  readonly name: string | undefined;
  readonly value: string;
  readonly from: number;
  readonly to: number;
}

export function parseRunQuery(text: string): RunQuery {
  const terms: Term[] = [];
  const words: Words[] = [];
  const problems: QueryProblem[] = [];
  for (const token of tokens(text)) {
    if (token.name === undefined) {
      if (token.value !== "") words.push({ text: token.value, negated: token.negated });
      continue;
    }
    const outcome = readTerm(token);
    if (typeof outcome === "string") problems.push({ from: token.from, to: token.to, message: outcome });
    else terms.push(outcome);
  }
  return { terms, words, problems };
}

function readTerm(token: Token): Term | string {
  const field = fields.find((one) => one.name === token.name || one.alias === token.name);
  if (!field) {
    const near = fields.find((one) => one.name.startsWith(token.name?.slice(0, 2) ?? ""));
    return `There is no field "${token.name}".${near ? ` Did you mean ${near.name}?` : ""}`;
  }
  const sign = token.value[0];
  const operator: Operator = sign === ">" ? "more" : sign === "<" ? "less" : "is";
  if (operator !== "is" && !field.ordered) return `${field.name} has no order, so "${sign}" means nothing.`;
  const values = splitValues(operator === "is" ? token.value : token.value.slice(1));
  if (values.length === 0) return `${field.name} needs a value, for example ${field.name}:${field.example}.`;
  const wrong = values.find((value) => !field.accepts(value));
  if (wrong !== undefined) return `"${wrong}" is not ${field.what}.`;
  return { field, operator, values, negated: token.negated, from: token.from, to: token.to };
}

function* tokens(text: string): Generator<Token> {
  const pattern = /(-?)(?:([A-Za-z_][\w.]*):)?((?:"(?:[^"\\]|\\.)*"?|[^\s"])*)/g;
  for (const match of text.matchAll(pattern)) {
    const [whole, minus, name, value = ""] = match;
    if (whole === "") continue;
    const plain = name === undefined ? unquote(value) : value;
    yield { negated: minus === "-", name, value: plain, from: match.index, to: match.index + whole.length };
  }
}

function splitValues(text: string): readonly string[] {
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"?|[^,]+/g)]
    .map(([whole]) => unquote(whole))
    .filter((value) => value !== "");
}

function unquote(text: string): string {
  if (!text.startsWith('"')) return text;
  const end = text.length > 1 && text.endsWith('"') ? -1 : undefined;
  return text.slice(1, end).replaceAll(/\\(.)/g, "$1");
}
