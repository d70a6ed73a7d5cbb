import { parseJson } from "#language/json.ts";
import { isJson, isText, mediaTypeOf, readText } from "#language/text.ts";
import {
  type Answer,
  type ArtifactRef,
  exchange,
  headersAsJson,
  headersOf,
  NodeError,
  type Run,
  requireUtf8,
} from "../sdk/index.ts";
import { encodeBody, pairsOf } from "./body.ts";
import type { manifest } from "./manifest.ts";

export const run: Run<typeof manifest> = async (_input, ctx) => {
  const { config } = ctx;
  const { type, body } = await encodeBody(config, ctx.artifacts);
  const headers = headersOf(config.headers, {
    accept: "application/json, text/*;q=0.9, */*;q=0.8",
    ...(type === undefined ? {} : { "content-type": type }),
  });
  if (config.body_type !== "bytes") requireUtf8(headers);
  const answer = await exchange(ctx, {
    method: config.method,
    url: withQuery(config.url, config.query),
    headers,
    body,
    timeout: config.timeout,
    maxResponseBytes: config.max_response_bytes,
    followRedirects: config.follow_redirects,
    expectedStatus: config.expected_status,
  });
  return {
    status: answer.status,
    headers: headersAsJson(answer.headers),
    body: await decodeBody(answer, config.response, ctx.artifacts),
  };
};

type Parts = Parameters<typeof run>[1];
type Config = Parts["config"];

/** What stands in the URL already goes out as it is written: only what is new is encoded. */
function withQuery(text: string, query: Config["query"]): string {
  const added = new URLSearchParams(pairsOf(query)).toString();
  const url = URL.parse(text);
  if (!url || added === "") return text;
  url.search = url.search === "" ? added : `${url.search}&${added}`;
  return url.href;
}

/** By its type: JSON, text in the charset it names, and an artifact of everything else. */
async function decodeBody(
  { headers, body }: Answer,
  as: Config["response"],
  artifacts: Parts["artifacts"],
): Promise<unknown> {
  if (body.byteLength === 0) return null;
  const type = headers.get("content-type") ?? "";
  const keep = (): Promise<ArtifactRef> =>
    artifacts.write(body, { contentType: type || "application/octet-stream" });
  if (as === "bytes" || (as === "auto" && type !== "" && !isText(type))) return await keep();
  const reading = readText(body, type);
  if (!("text" in reading)) {
    if (as === "auto" && type === "") return await keep();
    throw new NodeError("RFX06", `the answer ${reading.problem}`, {
      hint: 'Set response to "bytes" to keep it as an artifact, or have the other side name its charset.',
    });
  }
  if (as === "text" || (as === "auto" && !isJson(mediaTypeOf(type)))) return reading.text;
  try {
    return parseJson(reading.text);
  } catch {
    // The parser's message quotes the body, which belongs into the output only.
    throw new NodeError("RFX06", "the answer is not JSON", { hint: 'Set response to "text" to see it.' });
  }
}
