/** A part of a text that can be read as base64 or as hexadecimal, decoded from one of its places on. */
export type DecodedRun = {
  /** Its bytes, a character each. */
  readonly decoded: string;
  /** Where bytes of it stand in the text. */
  rangeOf(from: number, to: number): readonly [from: number, to: number];
};

/**
 * All runs that are long enough to hold `shortest` bytes. Where one begins is a guess, as a letter before it may belong
 * to it or not, so it is decoded from each of its first characters on: four of base64, two of hexadecimal.
 */
export function* decodedRuns(text: string, shortest: number): Generator<DecodedRun> {
  const base64 = Math.ceil((shortest * 4) / 3);
  for (const run of runsOf(text, BASE64, base64)) {
    for (let skipped = 0; skipped < 4; skipped += 1) yield decode(run, skipped, "base64", 4 / 3);
  }
  for (const run of runsOf(text, HEX, shortest * 2)) {
    for (let skipped = 0; skipped < 2; skipped += 1) yield decode(run, skipped, "hex", 2);
  }
}

/** Both alphabets; a "+" or "/" may be escaped for a URL or JSON; lines may be broken, as in mail. */
const BASE64 =
  /(?:[A-Za-z0-9+/_-]|%(?:25){0,3}2[BbFf]|\\{1,7}\/|\\{1,7}u002[BbFf]|\r?\n(?=[A-Za-z0-9+/_-])|(?:\\{1,7}r)?\\{1,7}n(?=[A-Za-z0-9+/_-]))+/g;
/** Bytes may be apart: aa:bb, aa bb. */
const HEX = /[0-9A-Fa-f](?:[0-9A-Fa-f]|[ :.-](?=[0-9A-Fa-f]{2}))+/g;
const UNIT = /\\{1,7}[rn]|[A-Za-z0-9+/_-]|%(?:25){0,3}2[BbFf]|\\{1,7}\/|\\{1,7}u002[BbFf]/g;
const HEX_UNIT = /[0-9A-Fa-f]/g;

type Run = { readonly units: string; readonly at: (unit: number) => number };

function* runsOf(text: string, pattern: RegExp, shortest: number): Generator<Run> {
  for (const { 0: found, index } of text.matchAll(pattern)) {
    if (found.length < shortest) continue;
    const isPlain = pattern === HEX ? /^[0-9A-Fa-f]+$/.test(found) : /^[A-Za-z0-9+/_-]+$/.test(found);
    if (isPlain) yield { units: found, at: (unit) => index + Math.min(unit, found.length) };
    else yield withEscapes(found, index, pattern === HEX ? HEX_UNIT : UNIT);
  }
}

function withEscapes(found: string, index: number, unit: RegExp): Run {
  const places: number[] = [];
  const units: string[] = [];
  for (const { 0: one, index: at } of found.matchAll(unit)) {
    if (/^\\+[rn]$/.test(one)) continue;
    places.push(index + at);
    units.push(one.length === 1 ? one : /b$/i.test(one) ? "+" : "/");
  }
  return { units: units.join(""), at: (at) => places[at] ?? index + found.length };
}

function decode(run: Run, skipped: number, encoding: "base64" | "hex", unitsPerByte: number): DecodedRun {
  return {
    decoded: Buffer.from(run.units.slice(skipped), encoding).toString("latin1"),
    rangeOf: (from, to) => [
      run.at(skipped + Math.floor(from * unitsPerByte)),
      run.at(skipped + Math.ceil(to * unitsPerByte)),
    ],
  };
}
