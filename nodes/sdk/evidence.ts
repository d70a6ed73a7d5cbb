import { map, type Static, Type, texts } from "./schema.ts";

const strict = { additionalProperties: false };
const may = Type.Optional;
const text = () => Type.String({ maxLength: 100_000 });
const whole = () => Type.Integer({ minimum: 0 });

/** What was said, in bytes; as text, where it is one. `cut`: the text is the beginning of it. */
const Said = Type.Object({ text: may(text()), bytes: whole(), cut: may(Type.Boolean()) }, strict);
const headers = may(map(texts()));
const body = may(Said);
/** No answer, or none to its end: why. */
const ending = { error: may(text()), ms: may(Type.Number({ minimum: 0 })) };

/** What one attempt said to somebody else, and what it was answered: kept with the attempt, for people. */
export const EvidenceShape = Type.Union([
  Type.Object(
    {
      kind: Type.Literal("http"),
      method: text(),
      url: text(),
      headers,
      body,
      answer: may(Type.Object({ status: whole(), headers, body }, strict)),
      ...ending,
    },
    strict,
  ),
  Type.Object(
    {
      kind: Type.Literal("sql"),
      statement: text(),
      values: may(Type.Array(Type.Unknown())),
      /** Where it ran, without user and password. Left out: in the step's own transaction. */
      database: may(text()),
      command: may(text()),
      rows: may(whole()),
      ...ending,
    },
    strict,
  ),
  Type.Object(
    { kind: Type.Literal("other"), title: text(), sent: may(text()), answer: may(text()), ...ending },
    strict,
  ),
]);
export type Evidence = Static<typeof EvidenceShape>;
/** What came later: it stands in the same piece of evidence. */
export type Completes = (more: Readonly<Partial<Evidence>>) => void;

/** The same with each text, and each name, in at most so many bytes. What was cut ends with `…`, and a body says so. */
export function shortenIn(value: unknown, bytes: number): unknown {
  if (typeof value === "string") return shortText(value, bytes);
  if (Array.isArray(value)) return value.map((each) => shortenIn(each, bytes));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, part]) => [shortText(key, bytes), shortenIn(part, bytes)]);
  const short: Record<string, unknown> = Object.fromEntries(entries);
  const isCut = "bytes" in value && "text" in value && short.text !== value.text;
  return isCut ? { ...short, cut: true } : short;
}

function shortText(text: string, bytes: number): string {
  // A character has at most three bytes for each of its units.
  if (text.length * 3 <= bytes || Buffer.byteLength(text) <= bytes) return text;
  return `${Buffer.from(text.slice(0, bytes))
    .subarray(0, bytes)
    .toString()
    .replace(/\ufffd+$/, "")}…`;
}
