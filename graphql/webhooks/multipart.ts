import { RefluxError } from "#db/errors.ts";
import { parameterOf } from "#language/text.ts";

/** One field of a multipart/form-data body (RFC 7578), its bytes as they came. */
export type Part = {
  readonly name: Buffer;
  /** Of a file. */
  readonly filename: Buffer | undefined;
  readonly type: string | undefined;
  readonly bytes: Buffer;
};

const most = { parts: 1_000, head: 16_384 } as const;
const LINE = Buffer.from("\r\n");
const BLANK = Buffer.from("\r\n\r\n");

/** Throws RFV07 for what is not whole. The body is in memory and bounded already: parts are views of it. */
export function readParts(body: Buffer, boundary: string): readonly Part[] {
  if (!/^[\x20-\x7e]{1,70}$/.test(boundary)) throw malformed("names no boundary");
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  const opening = delimiter.subarray(LINE.length);
  const start = body.subarray(0, opening.length).equals(opening) ? -LINE.length : body.indexOf(delimiter);
  if (start === -1) throw malformed("does not begin with its boundary");
  const parts: Part[] = [];
  for (let at = start + delimiter.length; ; ) {
    if (body.toString("latin1", at, at + 2) === "--") return parts;
    const line = body.indexOf(LINE, at);
    if (line === -1 || body.toString("latin1", at, line).trim() !== "") throw malformed("is cut short");
    // A part without a head begins with the blank line itself.
    const blank = body.indexOf(BLANK, line);
    const end = body.indexOf(delimiter, Math.max(line, blank));
    if (blank === -1 || end === -1) throw malformed("is cut short");
    if (blank - line > most.head) throw malformed("has a part with a head of more than 16 KB");
    if (parts.length === most.parts) throw malformed(`has more than ${most.parts} parts`);
    const head = body.toString("latin1", line + LINE.length, Math.max(blank, line + LINE.length));
    parts.push(partOf(head, body.subarray(blank + BLANK.length, end)));
    at = end + delimiter.length;
  }
}

function partOf(head: string, bytes: Buffer): Part {
  const headers = new Map(
    head.split("\r\n").map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()] as const;
    }),
  );
  const disposition = headers.get("content-disposition") ?? "";
  const name = parameterOf(disposition, "name");
  if (!/^form-data\b/i.test(disposition) || name === undefined) throw malformed("has a part without a name");
  const packing = headers.get("content-transfer-encoding") ?? "binary";
  if (!/^(7bit|8bit|binary)$/i.test(packing))
    throw malformed(`has a part in ${packing}, which forms do not use`);
  const filename = parameterOf(disposition, "filename");
  return {
    name: escapedBytes(name),
    filename:
      extended(parameterOf(disposition, "filename\\*")) ??
      (filename === undefined ? undefined : escapedBytes(filename)),
    type: headers.get("content-type"),
    bytes,
  };
}

/** Browsers write a quote and a line's end so, and nothing else. */
function escapedBytes(text: string): Buffer {
  const plain = text.replaceAll(/%22/g, '"').replaceAll(/%0d/gi, "\r").replaceAll(/%0a/gi, "\n");
  return Buffer.from(plain, "latin1");
}

/** `UTF-8''na%C3%AFve.txt` */
function extended(text: string | undefined): Buffer | undefined {
  const encoded = /^utf-8'[^']*'(.*)$/i.exec(text ?? "")?.[1];
  if (encoded === undefined) return undefined;
  try {
    return Buffer.from(decodeURIComponent(encoded));
  } catch {
    return undefined;
  }
}

function malformed(what: string): RefluxError {
  return new RefluxError("RFV07", `the body ${what.slice(0, 200)}`, {
    hint: "send it as multipart/form-data of RFC 7578",
  });
}
