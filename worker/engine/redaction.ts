import { isNumeric } from "#language/exact-number.ts";
import { parseJson } from "#language/json.ts";
import { decodedRuns } from "./encoded-runs.ts";
import { readingsAt } from "./escapes.ts";
import { fold, matchAt, type Piece, piecesOf } from "./secret-forms.ts";

/**
 * Strikes secrets out of texts, values and bytes. A text is walked once, unit by unit: as it stands, in any letter case,
 * and through escapes of URLs, forms, JSON, HTML and mail, mixed and nested. What looks like base64 or hexadecimal is
 * decoded, at each alignment, and searched the same way. The work is linear in the text, and bounded for each place.
 */
export type Redactor = {
  text(text: string): string;
  /** The same JSON with every secret struck out of its strings, keys, numbers and lists of bytes. */
  value<T>(value: T): T;
  bytes(bytes: Uint8Array): Uint8Array;
  /** Of bytes that go on, what can be told: struck, and how many that were. The rest, about `reach`, is asked again. */
  beginning(bytes: Uint8Array): { readonly struck: Uint8Array; readonly taken: number };
  readonly reach: number;
};

const DOTS = "•••";
const LATIN1_DOTS = Buffer.from(DOTS).toString("latin1");
/** A secret in base64 within base64 is found; deeper it is not. */
const DEPTH = 2;

export function createRedactor(secrets: readonly string[]): Redactor | undefined {
  const pieces = secrets.flatMap(piecesOf);
  if (pieces.length === 0) return undefined;
  const search = searchFor(pieces);
  const text = (from: string) => strike(from, search(from, DEPTH));
  const bytes = (from: Uint8Array) => {
    const latin1 = latin1Of(from);
    const found = search(latin1, DEPTH);
    return found.length === 0 ? from : Buffer.from(strike(latin1, found, LATIN1_DOTS), "latin1");
  };
  const reach = REACH_OF_A_FORM * Math.max(...secrets.map(({ length }) => length)) + REACH_OF_A_CUT;
  const beginning = (from: Uint8Array) => {
    const latin1 = latin1Of(from);
    const found = search(latin1, DEPTH);
    const taken = beforeAny(found, from.byteLength - reach);
    const within = found.filter(([, to]) => to <= taken);
    return { struck: Buffer.from(strike(latin1.slice(0, taken), within, LATIN1_DOTS), "latin1"), taken };
  };
  return {
    text,
    bytes,
    reach,
    beginning,
    value: (value) => redactIn(value, text, (list) => search(list, DEPTH)),
  };
}

/** Of one character of a secret, in the longest form it is found in: base64 of base64 of an escaped escape. */
const REACH_OF_A_FORM = 64;
const REACH_OF_A_CUT = 4_096;

function latin1Of({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString("latin1");
}

/** The last place up to `most` that is within nothing found. */
function beforeAny(found: readonly Range[], most: number): number {
  let at = most;
  for (const [from, to] of found.toSorted((a, b) => b[1] - a[1])) if (from < at && to > at) at = from;
  // Where all is one, it goes out as one.
  return at > 0 ? at : found.reduce((end, [from, to]) => (from < end && to > end ? to : end), most);
}

/**
 * What may be the beginning of a secret is held back until it can be told. Without secrets nothing is looked at, and
 * nothing held: they are asked for at each piece, since a node may read one while it writes.
 */
export async function* redactPieces(
  pieces: AsyncIterable<Uint8Array>,
  redactor: () => Redactor | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  let held: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of pieces) {
    const now = redactor();
    if (!now) {
      yield piece;
      continue;
    }
    // A copy: whoever gave it may write into it again.
    held.push(piece.slice());
    bytes += piece.byteLength;
    if (bytes < LOOKED_AT + now.reach) continue;
    const all = Buffer.concat(held);
    const { struck, taken } = now.beginning(all);
    yield struck;
    held = [all.subarray(taken)];
    bytes = all.byteLength - taken;
  }
  const rest = Buffer.concat(held);
  if (rest.byteLength > 0) yield redactor()?.bytes(rest) ?? rest;
}

const LOOKED_AT = 256 * 1024;

type Range = readonly [from: number, to: number];
type Search = (text: string, depth: number) => readonly Range[];

function searchFor(pieces: readonly Piece[]): Search {
  // By first unit, so that most places of a text cost one look.
  const byFirst: Piece[][] = [];
  for (const piece of pieces) (byFirst[piece[0] ?? 0] ??= []).push(piece);
  const starts = startsOf(pieces.map(([first]) => first ?? 0));
  const shortest = Math.min(...pieces.map(({ length }) => length));

  const search: Search = (text, depth) => {
    const ranges: Range[] = [];
    let end = -1;
    let struck = -1;
    let within: Piece | undefined;
    const seek = (at: number, first: number) => {
      for (const piece of byFirst[fold(first)] ?? NO_PIECES) {
        // Within itself a secret is not sought again: of "aaaa" each place would be its beginning.
        if (piece === within && at < struck) continue;
        const to = matchAt(text, at, piece);
        if (to <= end) continue;
        end = to;
        within = piece;
        struck = to;
      }
    };
    for (let at = 0; at <= text.length - shortest; at += 1) {
      const unit = text.charCodeAt(at);
      const kind = starts[unit];
      if (kind === 0) continue;
      end = -1;
      seek(at, unit);
      if (kind === ESCAPE) for (const reading of readingsAt(text, at)) seek(at, reading.unit);
      if (end > at) ranges.push([at, end]);
    }
    if (depth > 0) {
      for (const { decoded, rangeOf } of decodedRuns(text, shortest)) {
        for (const [from, to] of search(decoded, depth - 1)) ranges.push(rangeOf(from, to));
      }
    }
    return ranges;
  };
  return search;
}

const ESCAPE = 2;
const NO_PIECES: readonly Piece[] = [];

/** By unit: whether a secret may begin with it (1), or with what it escapes (2). */
function startsOf(firsts: Iterable<number>): Uint8Array {
  const starts = new Uint8Array(65_536);
  for (const first of firsts) {
    starts[first] = 1;
    if (first >= 97 && first <= 122) starts[first - 32] = 1;
  }
  for (const mark of "%=\\&") starts[mark.charCodeAt(0)] = ESCAPE;
  return starts;
}

/** What overlaps or touches is struck as one. */
function strike(text: string, found: readonly Range[], dots = DOTS): string {
  if (found.length === 0) return text;
  const parts: string[] = [];
  let kept = 0;
  let end = -1;
  for (const [from, to] of found.toSorted((a, b) => a[0] - b[0])) {
    if (from > end || end === -1) {
      parts.push(text.slice(kept, from), dots);
      end = to;
    } else end = Math.max(end, to);
    kept = end;
  }
  return parts.join("") + text.slice(kept);
}

/** String by string: in its text as JSON a secret could be part of an escape, or of the grammar. */
function redactIn<T>(
  value: T,
  text: (from: string) => string,
  rangesOf: (list: string) => readonly Range[],
): T {
  const strikeIn = (part: unknown): unknown => {
    if (typeof part === "string") return text(part);
    if (isNumeric(part)) {
      const struck = text(String(part));
      return struck === String(part) ? part : struck;
    }
    if (Array.isArray(part)) {
      const list: readonly unknown[] = part;
      return isUnits(list) ? strikeUnits(list, rangesOf) : list.map(strikeIn);
    }
    if (typeof part !== "object" || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, child]) => [text(key), strikeIn(child)]));
  };
  const json = JSON.stringify(value);
  // What has no JSON has no strings; the rest is JSON of the same shape, its strings shorter or longer.
  return json === undefined ? value : (strikeIn(parseJson(json)) as T);
}

/** Bytes, or characters by number: what a Buffer becomes in JSON. */
function isUnits(list: readonly unknown[]): list is readonly number[] {
  return (
    list.length >= 4 && list.every((one) => Number.isInteger(one) && Number(one) >= 0 && Number(one) < 65_536)
  );
}

function strikeUnits(list: readonly number[], rangesOf: (list: string) => readonly Range[]): unknown[] {
  const found = rangesOf(list.map((unit) => String.fromCharCode(unit)).join(""));
  return list.map((unit, at) => (found.some(([from, to]) => at >= from && at < to) ? DOTS : unit));
}
