import { parseJson } from "#language/json.ts";
import { exchange, NodeError, type Run } from "../sdk/index.ts";
import type { manifest } from "./manifest.ts";

export const run: Run<typeof manifest> = async (_input, ctx) => {
  const { config } = ctx;
  const sent = encodeBody(config);
  const answer = await exchange(ctx, {
    method: config.method,
    url: withQuery(config.url, config.query),
    headers: {
      accept: "application/json, text/*;q=0.9, */*;q=0.8",
      ...sent.headers,
      ...lowercased(config.headers),
    },
    body: sent.body,
    timeout: config.timeout,
    maxResponseBytes: config.max_response_bytes,
    followRedirects: config.follow_redirects,
    expectedStatus: config.expected_status,
  });
  return { status: answer.status, headers: { ...answer.headers }, body: decodeBody(answer, config.response) };
};

type Config = Parameters<typeof run>[1]["config"];

function withQuery(text: string, query: Config["query"]): string {
  const url = new URL(text);
  for (const [key, value] of Object.entries(query)) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each !== null && each !== undefined) url.searchParams.append(key, asText(each));
    }
  }
  return url.href;
}

function encodeBody({ method, body, body_type }: Config): { headers: Record<string, string>; body?: string } {
  if (body === undefined || method === "GET" || method === "HEAD") return { headers: {} };
  switch (body_type) {
    case "json":
      return { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
    case "text":
      return { headers: { "content-type": "text/plain; charset=utf-8" }, body: asText(body) };
    case "form": {
      if (typeof body !== "object" || body === null || Array.isArray(body)) {
        throw new NodeError("RFV08", "a form body must be an object", {
          hint: "Each key is a field of the form.",
        });
      }
      const fields = Object.entries(body).map(([key, value]): [string, string] => [key, asText(value)]);
      return {
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams(fields).toString(),
      };
    }
  }
}

function decodeBody(
  answer: { headers: Readonly<Record<string, string>>; body: Uint8Array },
  as: Config["response"],
): unknown {
  if (answer.body.byteLength === 0) return null;
  const text = decodeText(answer.body);
  if (as === "text") return text;
  if (as === "auto" && !/^[^;]*[/+]json\b/i.test(answer.headers["content-type"] ?? "")) return text;
  try {
    return parseJson(text);
  } catch {
    // The parser's message quotes the body, which belongs into the output only.
    throw new NodeError("RFX06", "the answer is not JSON", { hint: 'Set response to "text" to see it.' });
  }
}

const UTF8 = new TextDecoder("utf-8", { fatal: true });

function decodeText(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    throw new NodeError("RFX06", "the answer is not UTF-8 text");
  }
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** So that an author's "Content-Type" replaces ours instead of joining it. */
function lowercased(headers: Config["headers"]): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
