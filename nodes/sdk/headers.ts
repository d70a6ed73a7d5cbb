import { charsetOf } from "#language/text.ts";
import { NodeError } from "./error.ts";
import { map, texts } from "./schema.ts";

/** These belong to the connection, or follow from URL and body: whoever sends the request says them. */
export const TAKEN_HEADERS = [
  "connection",
  "content-length",
  "expect",
  "host",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
] as const;

/** Headers as a field of a config; a list repeats its name. Deploy refuses what is taken. */
export const headerFields = (taken: readonly string[] = TAKEN_HEADERS) => ({
  ...map(texts(), { title: "Headers", description: "A list repeats its name." }),
  "x-reflux-taken": [...taken],
});

/** The author's headers, then ours that the author did not give. Names in another case are the same name. */
export function headersOf(
  given: Readonly<Record<string, string | readonly string[]>>,
  ours: Readonly<Record<string, string>> = {},
  taken: readonly string[] = TAKEN_HEADERS,
): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(given)) {
    if (taken.includes(name.toLowerCase())) {
      throw new NodeError("RFV08", `the header ${name} cannot be set: REFLUX says it itself`, {
        hint: "Leave it out.",
      });
    }
    for (const each of typeof value === "string" ? [value] : value) append(headers, name, each);
  }
  for (const [name, value] of Object.entries(ours)) if (!headers.has(name)) headers.set(name, value);
  return headers;
}

/** A text goes out in UTF-8, so its type must not say something else. */
export function requireUtf8(headers: Headers): void {
  const charset = charsetOf(headers.get("content-type") ?? "") ?? "utf-8";
  if (/^(utf-?8|us-ascii)$/i.test(charset)) return;
  throw new NodeError("RFV08", `the body is sent in UTF-8, and its content-type says ${charset}`, {
    hint: "Leave the charset out.",
  });
}

/** Several lines of a name are one line with commas, by HTTP's own rule; cookies alone are a list. */
export function headersAsJson(headers: Headers): Record<string, string | readonly string[]> {
  const cookies = headers.getSetCookie();
  return { ...Object.fromEntries(headers), ...(cookies.length === 0 ? {} : { "set-cookie": cookies }) };
}

/** The platform's own message quotes the value, which may be a secret. */
function append(headers: Headers, name: string, value: string): void {
  try {
    headers.append(name, value);
  } catch {
    const what = `the header ${JSON.stringify(name)} has a name or value that HTTP does not allow`;
    throw new NodeError("RFV08", what, { hint: "A header is one line of Latin-1 text." });
  }
}
