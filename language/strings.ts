import { isFunctionValue } from "./function-value.ts";
import { failure, problem } from "./problem.ts";

/** What `$string` and `&` make of a value: every digit, where the library keeps 15. Undefined stays undefined. */
export function asText(value: unknown, pretty = false): string | undefined {
  if (value === undefined || typeof value === "string") return value;
  if (isFunctionValue(value)) return "";
  if (typeof value === "number" && !Number.isFinite(value)) throw problem("D3001", "string", value);
  // The library wraps a list that is the whole input.
  const plain =
    Array.isArray(value) && "outerWrapper" in value && value.outerWrapper === true ? value[0] : value;
  return JSON.stringify(plain, strict, pretty ? 2 : 0);
}

function strict(_key: string, value: unknown): unknown {
  if (value === Infinity || value === -Infinity) throw problem("D1001", "string", value);
  return isFunctionValue(value) ? "" : value;
}

/** Base64 of the text's UTF-8. */
export function base64encode(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (!text.isWellFormed()) throw failure("half a character has no base64", text);
  let bytes = "";
  for (const byte of new TextEncoder().encode(text)) bytes += String.fromCharCode(byte);
  return btoa(bytes);
}

/** The text whose UTF-8 it is; bytes that are no text are refused. Takes the alphabet of URLs too. */
export function base64decode(base64: string | undefined): string | undefined {
  if (base64 === undefined) return undefined;
  try {
    const bytes = atob(base64.replaceAll("-", "+").replaceAll("_", "/"));
    return utf8.decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)));
  } catch {
    throw failure("this is not the base64 of a text in UTF-8", base64);
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
