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

/** Headers of a request as a field of a config; a list repeats its name. Deploy refuses what is taken. */
export const requestHeaders = () => ({
  ...map(texts(), { title: "Headers", description: "A list repeats its name." }),
  "x-reflux-taken": [...TAKEN_HEADERS],
});

const taken: ReadonlySet<string> = new Set(TAKEN_HEADERS);

/** The author's headers, then ours that the author did not give. Names in another case are the same name. */
export function headersOf(
  given: Readonly<Record<string, string | readonly string[]>>,
  ours: Readonly<Record<string, string>> = {},
): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(given)) {
    if (taken.has(name.toLowerCase())) {
      throw new NodeError("RFV08", `the header ${name} cannot be set: it belongs to the connection`, {
        hint: "Leave it out: it follows from the URL and the body.",
      });
    }
    for (const each of typeof value === "string" ? [value] : value) append(headers, name, each);
  }
  for (const [name, value] of Object.entries(ours)) if (!headers.has(name)) headers.set(name, value);
  return headers;
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
