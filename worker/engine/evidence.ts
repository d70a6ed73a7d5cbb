import { readText } from "#language/text.ts";
import { type Completes, type Evidence, isNodeError, shortenIn } from "#nodes/sdk/index.ts";
import { codeWithin } from "#nodes/sdk/network-error.ts";
import type { Heard, Sent, Witness } from "../http-guard/witness.ts";
import type { AttemptSecrets } from "./secrets.ts";

/**
 * What one attempt says to others and is answered, to be kept with its row: the newest pieces that fit, a text of each in a
 * quarter of the limit at most. Secrets are struck out first and then it is cut, since one that is cut in two would not be found;
 * and they are struck out at the end, with all that were read meanwhile.
 */
export type Recorder = {
  readonly add: (entry: Evidence) => Completes;
  readonly witness: Witness;
  /** Undefined where nobody was spoken to: most attempts. */
  readonly kept: () => readonly unknown[] | undefined;
  /** What it cost to speak to them, also where nothing of it is kept. */
  readonly used: () => Usage | undefined;
};

/** As `reflux.attempts.usage` has it. */
export type Usage = { readonly calls: number; readonly bytes_out: number; readonly bytes_in: number };

/** Of more than these the first are gone. */
const PIECES = 50;
/** Of a text so much more is looked through for secrets than is kept. */
const MARGIN_BYTES = 8_192;
const VALUES = 50;
const HEADERS = 40;

export function createRecorder(redact: AttemptSecrets["redact"], mostBytes: number): Recorder {
  const each = Math.floor(mostBytes / 4);
  const raw = each + MARGIN_BYTES;
  const pieces: (() => Evidence)[] = [];
  let leftOut = 0;
  const used = { calls: 0, bytes_out: 0, bytes_in: 0 };
  const push = (piece: () => Evidence) => {
    if (mostBytes === 0) return;
    pieces.push(piece);
    if (pieces.length <= PIECES) return;
    pieces.shift();
    leftOut += 1;
  };
  return {
    add: (entry) => {
      let now = entry;
      push(() => now);
      return (more) => {
        // It only adds, so it is what it was.
        now = { ...now, ...more } as Evidence;
      };
    },
    witness: (sent) => {
      const { heard, piece } = listenTo(sent, raw);
      push(piece);
      used.calls += 1;
      used.bytes_out += sent.body?.byteLength ?? 0;
      return {
        ...heard,
        chunk: (bytes) => {
          used.bytes_in += bytes.byteLength;
          heard.chunk(bytes);
        },
      };
    },
    kept: () => {
      if (pieces.length === 0) return undefined;
      const plain = pieces.map((piece) => storable(redact(shortenIn(presentable(piece()), raw))));
      return fitting(plain, leftOut, { each, most: mostBytes });
    },
    used: () => (used.calls === 0 ? undefined : { ...used }),
  };
}

/** What is to be known of a request while it is under way. */
function listenTo(sent: Sent, raw: number): { readonly heard: Heard; readonly piece: () => Evidence } {
  const began = performance.now();
  const request = beginningOf(raw);
  request.add(sent.body ?? new Uint8Array());
  const body = beginningOf(raw);
  let answer: { readonly status: number; readonly headers: Headers } | undefined;
  let ms: number | undefined;
  let error: string | undefined;
  let isWhole = false;
  return {
    heard: {
      answer: (status, headers) => {
        answer = { status, headers };
        ms = sinceThen(began);
      },
      chunk: body.add,
      whole: () => (isWhole = true),
      failed: (thrown) => {
        error = reasonOf(thrown);
        ms = sinceThen(began);
      },
    },
    piece: () => ({
      kind: "http",
      method: sent.method,
      url: sent.url,
      headers: plainHeaders(sent.headers),
      ...request.said(sent.headers, true),
      ...(answer && {
        answer: {
          status: answer.status,
          headers: plainHeaders(answer.headers),
          ...body.said(answer.headers, isWhole),
        },
      }),
      ...(error !== undefined && { error }),
      ...(ms !== undefined && { ms }),
    }),
  };
}

function sinceThen(began: number): number {
  return Math.round(performance.now() - began);
}

/** The beginning of a body, as it comes. */
function beginningOf(raw: number) {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  return {
    add: (chunk: Uint8Array) => {
      // A copy: what is read may be written to again.
      if (bytes < raw) chunks.push(Uint8Array.from(chunk.subarray(0, raw - bytes)));
      bytes += chunk.byteLength;
    },
    said: (headers: Headers, isWhole: boolean) => {
      if (bytes === 0) return {};
      const cut = isWhole && bytes <= raw ? {} : { cut: true };
      const reading = readText(Buffer.concat(chunks), headers.get("content-type") ?? "", "beginning");
      const isText = "text" in reading && !BINARY.test(reading.text);
      return { body: { ...(isText && { text: reading.text }), bytes, ...cut } };
    },
  };
}

/** What no text holds: other control characters than tabs and ends of lines. */
const BINARY = /(?!\s)\p{Cc}/u;

function plainHeaders(headers: Headers): Record<string, string> {
  return Object.fromEntries(headers);
}

/** The system's short code, as of errors everywhere: whole messages repeat addresses. */
function reasonOf(thrown: unknown): string {
  if (isNodeError(thrown)) return thrown.message;
  const { name } = thrown instanceof Error ? thrown : { name: "Error" };
  return /^(Abort|Timeout)Error$/.test(name)
    ? "no answer before the request was given up"
    : codeWithin(thrown);
}

/** Credentials by their name, whatever they are; lists and texts as JSON, so that a text can be told from a number. */
function presentable(entry: Evidence): unknown {
  if (entry.kind === "http") {
    const { answer } = entry;
    return {
      ...entry,
      url: entry.url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, `$1${DOTS}@`),
      ...(entry.headers && { headers: masked(entry.headers) }),
      ...(answer && { answer: { ...answer, ...(answer.headers && { headers: masked(answer.headers) }) } }),
    };
  }
  if (entry.kind === "other") return entry;
  const { values = [] } = entry;
  const written = values.slice(0, VALUES).map((value) => JSON.stringify(value) ?? "null");
  return { ...entry, values: written, ...(values.length > VALUES && { parameters: values.length }) };
}

const DOTS = "•••";
const CREDENTIAL = /authorization|cookie|token|secret|passw|api-?key/i;

function masked(headers: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(headers);
  const kept = entries.slice(0, HEADERS).map(([name, value]) => [name, CREDENTIAL.test(name) ? DOTS : value]);
  if (entries.length > HEADERS) kept.push(["…", `${entries.length - HEADERS} more`]);
  return Object.fromEntries(kept);
}

/** As jsonb can hold it: no text of it has a character 0, or half a one. */
function storable(value: unknown): unknown {
  if (typeof value === "string") return value.replaceAll("\0", "\ufffd").toWellFormed();
  if (Array.isArray(value)) return value.map(storable);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [storable(key), storable(part)]));
}

/** The newest pieces, whole; of the last one only as much as fits. */
function fitting(
  pieces: readonly unknown[],
  leftOut: number,
  { each, most }: { readonly each: number; readonly most: number },
): readonly unknown[] {
  for (let longest = each, from = 0; ; ) {
    const gone = leftOut + from;
    const kept = [
      ...(gone === 0 ? [] : [{ kind: "left out", count: gone }]),
      ...pieces.slice(from).map((piece) => shortenIn(piece, longest)),
    ];
    if (Buffer.byteLength(JSON.stringify(kept)) <= most || longest < 2) return kept;
    if (from < pieces.length - 1) from += 1;
    else longest = Math.floor(longest / 2);
  }
}
