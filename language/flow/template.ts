import { isObject, type Json } from "./document.ts";
import { tokens } from "./tokens.ts";

/** One `{{ expression }}` in a text: where it stands, braces included, and where the expression inside does. */
export interface Slot {
  readonly from: number;
  readonly to: number;
  readonly expression: string;
  readonly expressionFrom: number;
  /** False when `}}` is missing. */
  readonly closed: boolean;
}

export function slots(text: string): Slot[] {
  const found: Slot[] = [];
  for (let from = text.indexOf("{{"); from >= 0; from = text.indexOf("{{", found.at(-1)?.to ?? from + 2)) {
    const expressionFrom = from + 2;
    const scan = tokens(text, expressionFrom);
    let step = scan.next();
    while (!step.done) step = scan.next();
    const end = Math.min(step.value, text.length);
    const closed = text.startsWith("}}", end);
    const expression = text.slice(expressionFrom, end);
    found.push({ from, to: closed ? end + 2 : text.length, expression, expressionFrom, closed });
  }
  return found;
}

/** A piece of a templated text: literal characters, or what stands between `{{` and `}}`. */
export type TemplatePart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "expression"; readonly source: string; readonly offset: number };

/** A text split at its expressions. Throws a SyntaxError for one that is empty or never ends. */
export function parseTemplate(text: string): readonly TemplatePart[] {
  const parts: TemplatePart[] = [];
  let done = 0;
  for (const slot of slots(text)) {
    const wrong = slotProblem(slot);
    if (wrong) throw new SyntaxError(wrong);
    if (slot.from > done) parts.push({ kind: "text", text: text.slice(done, slot.from) });
    parts.push({ kind: "expression", source: slot.expression, offset: slot.expressionFrom });
    done = slot.to;
  }
  if (done < text.length) parts.push({ kind: "text", text: text.slice(done) });
  return parts;
}

/** What keeps the braces from holding an expression. */
export function slotProblem({ from, closed, expression }: Slot): string | undefined {
  if (!closed) return `the expression at character ${from} is not closed by }}`;
  return expression.trim() === "" ? `the expression at character ${from} is empty` : undefined;
}

export const slotHint = 'For a literal {{ write {{ "{{" }}.';

/** The expression's source when the text is that expression and nothing but white space around it: its value keeps its type. */
export function soleExpression(parts: readonly TemplatePart[]): string | undefined {
  const expressions = parts.filter((part) => part.kind === "expression");
  const blank = parts.every((part) => part.kind === "expression" || part.text.trim() === "");
  return expressions.length === 1 && blank ? expressions[0]?.source : undefined;
}

export function hasExpression(value: Json | undefined): boolean {
  if (typeof value === "string") return value.includes("{{");
  if (Array.isArray(value)) return value.some(hasExpression);
  return isObject(value) && Object.values(value).some(hasExpression);
}

/** Calls `visit` for every text in a value, with the way to it. */
export function eachText(
  value: Json | undefined,
  visit: (text: string, path: readonly string[]) => void,
  path: readonly string[] = [],
): void {
  if (typeof value === "string") visit(value, path);
  else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) eachText(item, visit, [...path, String(index)]);
  } else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) eachText(item, visit, [...path, key]);
  }
}

/** The value with every text replaced. Parts in which nothing changed keep their identity. */
export function mapTexts(value: Json, change: (text: string) => string): Json {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) {
    const items = value.map((item) => mapTexts(item, change));
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, mapTexts(item, change)] as const);
  return entries.every(([key, item]) => item === value[key]) ? value : Object.fromEntries(entries);
}
