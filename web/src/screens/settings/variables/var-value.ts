/** What is typed for a variable, as `reflux var set` reads it: JSON, or else the text it is. */
export interface Typed {
  readonly value: unknown;
  /** What it will be: a text, a number, a list, … */
  readonly kind: string;
  /** Why it cannot be sent as it stands. */
  readonly refusal?: string;
}

export function readTyped(typed: string, asText: boolean): Typed {
  if (asText) return { value: typed, kind: "text" };
  try {
    const value: unknown = JSON.parse(typed);
    return { value, kind: kindOf(value), ...(keepsDigits(typed) ? {} : { refusal: tooManyDigits }) };
  } catch {
    return { value: typed, kind: "text" };
  }
}

const tooManyDigits =
  "A browser does not keep all digits of such a number. Use reflux var set, or keep it as a text.";

/** A double has 15 digits that are surely kept. */
function keepsDigits(json: string): boolean {
  const numbers = json.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""').match(/-?\d[\d.]*(?:[eE][-+]?\d+)?/g) ?? [];
  return numbers.every(
    (number) =>
      Number.isFinite(Number(number)) &&
      number.replace(/[eE].*/, "").replaceAll(/\D|^-?0+\.?0*/g, "").length <= 15,
  );
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "list";
  return typeof value === "string" ? "text" : typeof value;
}

/** As it would be typed: JSON, and a text bare where it reads as that text. */
export function written(value: unknown): string {
  const bare = typeof value === "string" && readTyped(value, false).value === value;
  return bare ? value : JSON.stringify(value);
}
