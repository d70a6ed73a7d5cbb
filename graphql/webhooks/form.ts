import { RefluxError } from "#db/errors.ts";
import { readText } from "#language/text.ts";

/** Fields by name; a name that stands several times is a list. */
export type Fields = Readonly<Record<string, unknown>>;

/** `a=1&b=2` as it came: of a query, or of a form in the charset it names. */
export function readForm(bytes: Buffer, charset: string | undefined, what: string): Fields {
  const pairs = split(bytes, AND)
    .filter((pair) => pair.length > 0)
    .map((pair) => {
      const mark = pair.indexOf(IS);
      const [name, value] = mark === -1 ? [pair, NOTHING] : [pair.subarray(0, mark), pair.subarray(mark + 1)];
      return [unescaped(name), unescaped(value)] as const;
    });
  const named =
    charset ?? pairs.find(([name]) => name.toString("latin1") === "_charset_")?.[1].toString("latin1");
  return fieldsOf(pairs.map(([name, value]) => [textOf(name, named, what), textOf(value, named, what)]));
}

export function fieldsOf(pairs: readonly (readonly [name: string, value: unknown])[]): Fields {
  const lists = new Map<string, unknown[]>();
  for (const [name, value] of pairs) {
    const list = lists.get(name);
    if (list) list.push(value);
    else lists.set(name, [value]);
  }
  return Object.fromEntries([...lists].map(([name, list]) => [name, list.length === 1 ? list[0] : list]));
}

/** Throws RFV07 for what is no text of this charset: a character that was replaced would be a silent loss. */
export function textOf(bytes: Uint8Array, charset: string | undefined, what: string): string {
  const reading = readText(bytes, charset === undefined ? "" : `text/plain; charset="${charset}"`);
  if ("text" in reading) return reading.text;
  throw new RefluxError("RFV07", `${what} ${reading.problem}`, {
    hint: "send UTF-8, or name the charset in the content-type; bytes as a file of multipart/form-data",
  });
}

const [AND, IS, PLUS, PERCENT, SPACE] = [0x26, 0x3d, 0x2b, 0x25, 0x20];
const NOTHING = Buffer.alloc(0);

function split(bytes: Buffer, mark: number): Buffer[] {
  const parts: Buffer[] = [];
  let from = 0;
  for (let at = bytes.indexOf(mark); at !== -1; at = bytes.indexOf(mark, from)) {
    parts.push(bytes.subarray(from, at));
    from = at + 1;
  }
  return [...parts, bytes.subarray(from)];
}

/** A percent without two digits stands for itself, as the URL standard has it. */
function unescaped(bytes: Buffer): Buffer {
  const out = Buffer.alloc(bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    const digits = byte === PERCENT ? bytes.toString("latin1", at + 1, at + 3) : "";
    if (/^[0-9a-f]{2}$/i.test(digits)) {
      out[length++] = Number.parseInt(digits, 16);
      at += 2;
    } else out[length++] = byte === PLUS ? SPACE : byte;
  }
  return out.subarray(0, length);
}
