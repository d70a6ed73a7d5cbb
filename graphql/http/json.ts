import { RefluxError } from "#db/errors.ts";

/** Of lists and objects within each other. Postgres takes some more; nobody writes a tenth of it. */
const deepest = 500;

/** Reads a body as JSON. One that nests too deeply is refused before it is read, which would take seconds. */
export function parseJson(bytes: Buffer): unknown {
  assertShallow(bytes);
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch (cause) {
    throw new RefluxError("RFV07", "the body is not JSON", { cause });
  }
}

/** Looks at each byte once. In UTF-8 none of these is part of another character. */
function assertShallow(bytes: Buffer): void {
  let depth = 0;
  let isText = false;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (isText) {
      if (byte === backslash) at += 1;
      else if (byte === quote) isText = false;
    } else if (byte === quote) isText = true;
    else if (byte === bracket || byte === brace) {
      depth += 1;
      if (depth > deepest) throw new RefluxError("RFV07", `the body nests more than ${deepest} levels deep`);
    } else if (byte === bracketEnd || byte === braceEnd) depth -= 1;
  }
}

const [quote, backslash, bracket, bracketEnd, brace, braceEnd] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d];
