/** What an escape stands for, and where the text goes on after it. */
export type Reading = { readonly unit: number; readonly end: number };

const NONE: readonly Reading[] = [];

/**
 * The ways to read an escape that begins here, whatever language it is of: URLs and mail, JSON and JavaScript, HTML. An
 * escape within an escape, as of JSON within JSON, is read too, to a bounded depth, so each place costs the same.
 */
export function readingsAt(text: string, at: number): readonly Reading[] {
  switch (text.charCodeAt(at)) {
    case 37: // %
    case 61: // =
      return percent(text, at);
    case 92: // \
      return backslash(text, at);
    case 38: // &
      return entity(text, at);
    default:
      return NONE;
  }
}

const PERCENT = /[%=](?:25|3[Dd]){0,4}[0-9A-Fa-f]{2}/y;

/** `%41`, `=41`; of %2541 either "%41", an escape within an escape, or "%" before "41". */
function percent(text: string, at: number): readonly Reading[] {
  const found = matchOf(PERCENT, text, at)?.[0];
  if (found === undefined) return NONE;
  const readings: Reading[] = [];
  for (let length = 3; length <= found.length; length += 2) {
    readings.push({ unit: Number.parseInt(found.slice(length - 2, length), 16), end: at + length });
  }
  return readings;
}

const STROKES = 8;
const BY_NUMBER = /u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|u\{0{0,6}([0-9A-Fa-f]{1,5})\}/y;
const BY_LETTER: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, b: 8, f: 12 };
const STROKE = 92;

/** `\n`, `\"`, `\\`, `\u0041`, `\x41`; of JSON within JSON with more strokes. */
function backslash(text: string, at: number): readonly Reading[] {
  let end = at + 1;
  while (end < at + STROKES && text.charCodeAt(end) === STROKE) end += 1;
  const readings: Reading[] = [];
  for (let stroke = at + 2; stroke <= end; stroke += 1) readings.push({ unit: STROKE, end: stroke });
  const letter = text.charCodeAt(end);
  if (letter === STROKE || Number.isNaN(letter)) return readings;
  const named = BY_LETTER[text[end] ?? ""];
  if (named !== undefined) readings.push({ unit: named, end: end + 1 });
  else if (!/\w/.test(text[end] ?? "")) readings.push({ unit: letter, end: end + 1 });
  const long = matchOf(BY_NUMBER, text, end);
  const digits = long?.[1] ?? long?.[2] ?? long?.[3];
  if (long && digits) readings.push({ unit: Number.parseInt(digits, 16), end: end + long[0].length });
  return readings;
}

const ENTITY =
  /&(?:amp;){0,3}(?:#0{0,6}(\d{1,6});|#[xX]0{0,6}([0-9A-Fa-f]{1,5});|(amp|lt|gt|quot|apos|nbsp|sol|equals|plus);)/y;
const BY_NAME: Readonly<Record<string, number>> = {
  amp: 38,
  lt: 60,
  gt: 62,
  quot: 34,
  apos: 39,
  nbsp: 32,
  sol: 47,
  equals: 61,
  plus: 43,
};

/** `&quot;`, `&#65;`, `&#x41;`; of HTML within HTML with `&amp;` for the first. */
function entity(text: string, at: number): readonly Reading[] {
  const found = matchOf(ENTITY, text, at);
  if (!found) return NONE;
  const [all, decimal, hex, name] = found;
  if (decimal) return [{ unit: Number.parseInt(decimal, 10), end: at + all.length }];
  if (hex) return [{ unit: Number.parseInt(hex, 16), end: at + all.length }];
  const readings = [{ unit: BY_NAME[name ?? ""] ?? 0, end: at + all.length }];
  // "&amp;amp;" is "&" once or twice escaped.
  for (let end = at + 5; name === "amp" && end < at + all.length; end += 4) {
    readings.push({ unit: 38, end });
  }
  return readings;
}

function matchOf(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
