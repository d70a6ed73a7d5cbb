import { RefluxError } from "#db/errors.ts";
import { requireMeasure } from "#db/measure-json.ts";
import { parseJson as readJson } from "#language/json.ts";

/** Each takes the parser some 500 ns, however few bytes it has. */
const mostLists = 250_000;

/**
 * Reads a body as JSON. It is measured before: what nests too deeply takes seconds to read, and a number that is too
 * long would be Infinity, and kept as null. `around` is how many levels of the body are the door's own.
 */
export function parseJson(bytes: Buffer, around = 0): unknown {
  const text = bytes.toString("utf8");
  requireMeasure(text, "the request", { around, lists: mostLists });
  try {
    return readJson(text);
  } catch (cause) {
    throw new RefluxError("RFV07", "the body is not JSON", { cause });
  }
}
