import { ExactNumber } from "#language/exact-number.ts";
import { halfCharacter, RefluxError, zeroCharacter } from "./errors.ts";

/**
 * How large a JSON text becomes where it is kept: Postgres writes `1e131071` out in 131,072 digits. One pass over the
 * text, before anything is made of it. Says what reflux_private.measure_problem says of a jsonb, by the same limits;
 * the database has the last word. Of a text that is not JSON it says nothing: whoever parses it will.
 */
export const measureLimits = {
  /** Levels of lists and objects within each other. */
  depth: 200,
  /** Of a number: before its point, and behind it. */
  digits: 1000,
} as const;

export type Measure = {
  /** At least what Postgres writes; more where a text has escapes or an object repeats a key. */
  readonly bytes: number;
  readonly depth: number;
  /** Digits before or behind the point, of the number that has most. Characters, where it has 20 or fewer. */
  readonly digits: number;
  /** Lists and objects, wherever, and numbers that are long or have an exponent: what takes a parser its time. */
  readonly lists: number;
};

export type MeasureLimits = {
  readonly depth?: number;
  readonly digits?: number;
  readonly lists?: number;
  /** Written out. */
  readonly bytes?: number;
};

/** Stops where the first limit is passed: what it has counted until there is passed on. */
export function measureJson(text: string, limits: MeasureLimits = {}): Measure {
  const { depth: deepest = Infinity, digits: longest = Infinity, bytes: largest = Infinity } = limits;
  const most = limits.lists ?? Infinity;
  let lists = 0;
  let bytes = 0;
  let depth = 0;
  let level = 0;
  let digits = 0;
  let at = 0;
  while (at < text.length && depth <= deepest && digits <= longest && bytes <= largest && lists <= most) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      const end = endOfText(text, at + 1);
      bytes += bytesOf(text, at, end);
      at = end;
    } else if (code === minus || isDigit(code)) {
      const end = endOfNumber(text, at);
      if (isPlain(text, at, end)) {
        bytes += end - at + 2;
        digits = Math.max(digits, end - at);
      } else {
        const { before, behind } = writtenDigits(text.slice(at, end));
        bytes += before + behind + 2;
        lists += 1;
        digits = Math.max(digits, before, behind);
      }
      at = end;
    } else {
      if (code === openList || code === openObject) {
        depth = Math.max(depth, ++level);
        lists += 1;
      } else if (code === closeList || code === closeObject) level -= 1;
      // Postgres writes a space after each.
      if (code === comma || code === colon) bytes += 2;
      else if (!isSpace(code)) bytes += 1;
      at += 1;
    }
  }
  return { bytes, depth, digits, lists };
}

/** Throws RFV23, RFV04 or RFL05 for a text that would not be kept, or take too long to read. `around`: so many levels are those of an envelope. */
export function requireMeasure(
  text: string,
  what: string,
  {
    bytes = Infinity,
    lists = Infinity,
    around = 0,
  }: { readonly bytes?: number; readonly lists?: number; readonly around?: number } = {},
): void {
  const limits = { depth: measureLimits.depth + around, digits: measureLimits.digits, bytes, lists };
  const measure = measureJson(text, limits);
  if (measure.depth > limits.depth) {
    throw tooDeep(what);
  }
  if (measure.digits > limits.digits) {
    throw new RefluxError("RFV23", `${what} holds a number of more than ${limits.digits} digits`, {
      detail: { digits: limits.digits },
      hint: "Send it as a text.",
    });
  }
  if (measure.lists > limits.lists) {
    throw new RefluxError("RFL05", `${what} holds more than ${lists} lists, objects and long numbers`, {
      detail: { limit: lists },
      hint: "Send less at once, or a part of it as a text.",
    });
  }
  if (measure.bytes > limits.bytes) {
    throw new RefluxError("RFV04", `${what} is too large: more than ${bytes} bytes when it is written out`, {
      detail: { limit: bytes },
      hint: "Store it and pass where it is.",
    });
  }
}

/**
 * The same of what has been parsed already: its depth, numbers that were too large for a double, or none at all, and texts
 * that Postgres does not keep. The driver would put U+FFFD in the place of half a character, and say nothing.
 */
export function requireStorable(value: unknown, what: string): void {
  const open: { readonly tree: object; readonly depth: number }[] = [];
  // Only what holds more waits: a list of a million texts is a million looks, and one to wait.
  const look = (part: unknown, depth: number) => {
    if (typeof part === "string") requireText(part, what);
    else if (typeof part === "number") requireFinite(part, what);
    else if (part instanceof ExactNumber) requireMeasure(part.digits, what);
    else if (typeof part === "object" && part !== null) {
      if (depth >= measureLimits.depth) throw tooDeep(what);
      open.push({ tree: part, depth: depth + 1 });
    }
  };
  look(value, 0);
  for (let next = open.pop(); next; next = open.pop()) {
    const { tree, depth } = next;
    if (Array.isArray(tree)) for (const item of tree) look(item, depth);
    else {
      for (const [key, item] of Object.entries(tree)) {
        requireText(key, what);
        look(item, depth);
      }
    }
  }
}

function requireFinite(number: number, what: string): void {
  if (Number.isFinite(number)) return;
  throw new RefluxError("RFV23", `${what} holds ${number}, which is no number that JSON has`, {
    hint: "Send it as a text.",
  });
}

function requireText(text: string, what: string): void {
  if (text.includes("\0")) {
    throw new RefluxError("RFV23", `${what} holds the character \\u0000`, { hint: zeroCharacter });
  }
  if (!text.isWellFormed()) {
    throw new RefluxError("RFV23", `${what} holds half a character`, { hint: halfCharacter });
  }
}

/**
 * True where a text that JSON.stringify made can be kept, without a pass over it: no number of a double is longer than
 * 340 digits, and what is short grows 66 times at most (`5e-324`). False says nothing.
 */
export function isFineFromStringify(text: string, bytes: number): boolean {
  return text.length * 66 <= bytes && hasFewLists(text);
}

function tooDeep(what: string): RefluxError {
  return new RefluxError("RFV23", `${what} is nested more than ${measureLimits.depth} levels deep`, {
    detail: { levels: measureLimits.depth },
    hint: "Make it flatter, or a text.",
  });
}

/** Counted by the runtime, not by us: this is on the way of every output. */
function hasFewLists(text: string): boolean {
  if (text.length <= 2 * measureLimits.depth) return true;
  let count = 0;
  for (const open of ["[", "{"]) {
    for (let at = text.indexOf(open); at >= 0; at = text.indexOf(open, at + 1)) {
      count += 1;
      if (count > measureLimits.depth) return false;
    }
  }
  return true;
}

function endOfText(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === backslash) at += 1;
    else if (code === quote) return at + 1;
  }
  return text.length;
}

function bytesOf(text: string, from: number, to: number): number {
  let bytes = to - from;
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(at);
    // Half a character counts three: four are six, which is more than enough.
    if (code > 0x7f) bytes += code > 0x7ff ? 2 : 1;
  }
  return bytes;
}

function endOfNumber(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && isOfNumber(text.charCodeAt(at))) at += 1;
  return at;
}

/** Most numbers: short, and written as they are. */
function isPlain(text: string, from: number, to: number): boolean {
  if (to - from > 20) return false;
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x65 || code === 0x45) return false;
  }
  return true;
}

/** As numeric is written: every digit before the point, and behind it as many as were given, moved by the exponent. */
function writtenDigits(number: string): { readonly before: number; readonly behind: number } {
  const [mantissa = "", exponent = "0"] = number.toLowerCase().split("e");
  const [whole = "", fraction = ""] = mantissa.replace("-", "").split(".");
  const by = Number(exponent);
  // Not a number at all: for the parser to say.
  if (Number.isNaN(by)) return { before: number.length, behind: 0 };
  // Nothing is nothing, whatever its exponent.
  if (by > 0 && Number(mantissa) === 0) return { before: 1, behind: Math.max(0, fraction.length - by) };
  return { before: Math.max(1, whole.length + by), behind: Math.max(0, fraction.length - by) };
}

const [quote, backslash, minus, comma, colon] = [0x22, 0x5c, 0x2d, 0x2c, 0x3a];
const [openList, closeList, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d];

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** Digits, sign, point, e and E. */
function isOfNumber(code: number): boolean {
  return isDigit(code) || code === 0x2b || code === minus || code === 0x2e || code === 0x65 || code === 0x45;
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}
