/**
 * JSON text of any size in pieces of about 64 KB, and its size beforehand: neither holds the loop for longer than a
 * piece takes, nor holds more of the text than one.
 */
const pieceLength = 64 * 1024;

/** Characters of the JSON text, about; more than `most` as soon as it is clear. Gives way to others while it counts. */
export async function sizeOf(value: unknown, most: number): Promise<number> {
  const waiting: unknown[] = [value];
  let size = 0;
  let visited = 0;
  while (waiting.length > 0 && size <= most) {
    size += own(waiting.pop(), waiting);
    visited += 1;
    if (visited % 50_000 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return size;
}

/** The same without giving way; undefined when there are more than `most` characters. */
export function sizeIfSmall(value: unknown, most: number): number | undefined {
  const waiting: unknown[] = [value];
  let size = 0;
  while (waiting.length > 0) {
    size += own(waiting.pop(), waiting);
    if (size > most) return undefined;
  }
  return size;
}

/** Of the value without what is in it, which waits. */
function own(value: unknown, waiting: unknown[]): number {
  if (typeof value === "string") return value.length + 3;
  if (typeof value !== "object" || value === null) return 8;
  if (Array.isArray(value)) {
    // One by one: a spread of a million items is an argument list.
    for (const item of value) waiting.push(item);
    return 2;
  }
  let size = 2;
  for (const name in value) {
    size += name.length + 4;
    waiting.push(Reflect.get(value, name));
  }
  return size;
}

/** What JSON.stringify makes of plain data, in pieces. */
export function* jsonPieces(value: unknown): Generator<string> {
  let text = "";
  for (const part of parts(value)) {
    text += part;
    if (text.length < pieceLength) continue;
    yield text;
    text = "";
  }
  if (text !== "") yield text;
}

function* parts(value: unknown): Generator<string> {
  if (typeof value !== "object" || value === null || sizeIfSmall(value, pieceLength) !== undefined) {
    yield JSON.stringify(value) ?? "null";
  } else if (Array.isArray(value)) {
    let before = "[";
    for (const item of value) {
      yield before;
      yield* parts(item);
      before = ",";
    }
    yield before === "[" ? "[]" : "]";
  } else {
    let before = "{";
    for (const [name, item] of Object.entries(value)) {
      if (item === undefined) continue;
      yield `${before}${JSON.stringify(name)}:`;
      yield* parts(item);
      before = ",";
    }
    yield before === "{" ? "{}" : "}";
  }
}
