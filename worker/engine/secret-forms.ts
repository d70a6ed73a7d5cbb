import { readingsAt } from "./escapes.ts";

/** The units of a text that is to be struck: UTF-16, or bytes; letters of ASCII in lower case. */
export type Piece = readonly number[];

/** What is shorter stands in everything. */
const SHORTEST = 4;
/** A line of a key file, or a member of a JSON secret: by itself it must be more than a word. */
const SHORTEST_PART = 8;
/** A longer secret is struck in pieces, so that the work at each place is bounded. */
const LONGEST = 64;

/** Everything that is as secret as the secret: itself, its lines, the strings of a JSON, the password of a URL. */
export function piecesOf(secret: string): readonly Piece[] {
  const parts = [...linesOf(secret), ...membersOf(secret)];
  const whole = [secret, secret.trim(), ...passwordOf(secret)].filter((text) => text.length >= SHORTEST);
  const texts = [...whole, ...parts.filter((part) => part.length >= SHORTEST_PART)].flatMap(chunksOf);
  const forms = texts.flatMap((text) => [text, text.toUpperCase(), text.toLowerCase()]).flatMap(escapedForms);
  const pieces = [...new Set(forms)].flatMap(unitsOf).map((units) => units.map(fold));
  return [...new Map(pieces.map((piece) => [piece.join(), piece])).values()];
}

function linesOf(secret: string): string[] {
  const lines = secret.split(/[\r\n]+/).map((line) => line.trim());
  return lines.length > 1 ? lines : [];
}

function membersOf(secret: string): string[] {
  if (!/^\s*[[{]/.test(secret)) return [];
  const found: string[] = [];
  try {
    JSON.parse(secret, (_key, value: unknown) => {
      if (typeof value === "string") found.push(value, ...linesOf(value));
      return value;
    });
  } catch {
    // No JSON after all.
  }
  return found;
}

function passwordOf(secret: string): string[] {
  const password = URL.parse(secret)?.password ?? "";
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
}

function chunksOf(text: string): string[] {
  const count = Math.ceil(text.length / LONGEST);
  const size = Math.ceil(text.length / count);
  return Array.from({ length: count }, (_, at) => text.slice(at * size, (at + 1) * size));
}

/** Escaped once by one language: an escape of another around it is read in place. */
function escapedForms(text: string): string[] {
  const html = text.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
  return [text, JSON.stringify(text).slice(1, -1), encodeURIComponent(text.toWellFormed()), html];
}

/** As characters, as code points (an entity is one), as bytes of UTF-8, as bytes of UTF-16. */
function unitsOf(text: string): Piece[] {
  const utf16 = Buffer.from(text, "utf16le");
  return [
    Array.from({ length: text.length }, (_, at) => text.charCodeAt(at)),
    Array.from(text, (point) => point.codePointAt(0) ?? 0),
    [...Buffer.from(text)],
    [...utf16.subarray(0, -1)],
  ];
}

/** The end of the piece in the text, when it stands at this place in any mix of escapes; else -1. */
export function matchAt(text: string, start: number, piece: Piece): number {
  // Most places fail here, at the first or second unit, without a list being made.
  let next = 0;
  let marks = 0;
  for (; next < piece.length; next += 1) {
    const unit = text.charCodeAt(start + next);
    if (unit < 128) marks |= MARKS[unit] ?? 0;
    if ((unit >= 65 && unit <= 90 ? unit + 32 : unit) !== piece[next]) break;
  }
  if (next === piece.length) return start + next;
  if (marks === 0) return -1;
  // All ways to read on at once: "%25" is three units, or one.
  let places: readonly number[] = [start];
  for (const wanted of piece) {
    const ends = new Set<number>();
    for (const place of places) {
      const unit = fold(text.charCodeAt(place));
      if (unit === wanted || (unit === PLUS && wanted === SPACE)) ends.add(place + 1);
      for (const reading of readingsAt(text, place)) if (fold(reading.unit) === wanted) ends.add(reading.end);
    }
    if (ends.size === 0) return -1;
    places = [...ends];
  }
  return Math.max(...places);
}

const SPACE = 32;
const PLUS = 43;
/** Where none of these was met, nothing was escaped. */
const MARKS = Uint8Array.from({ length: 128 }, (_, unit) =>
  Number("%\\&=+".includes(String.fromCharCode(unit))),
);

/** A letter of ASCII in lower case. */
export function fold(unit: number): number {
  return unit >= 65 && unit <= 90 ? unit + 32 : unit;
}
