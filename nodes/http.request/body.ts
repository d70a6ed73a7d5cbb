import type { Static } from "typebox";
import { type Artifacts, NodeError } from "../sdk/index.ts";
import type { manifest } from "./manifest.ts";

type Config = Static<(typeof manifest)["config"]>;

export interface Sent {
  readonly type?: string;
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

/** The body as it goes out, and the type it has unless the author says another. */
export async function encodeBody({ method, body, body_type }: Config, artifacts: Artifacts): Promise<Sent> {
  if (method === "GET" || method === "HEAD") {
    // An expression that gives nothing gives null.
    if (body === undefined || body === null) return {};
    throw new NodeError("RFV08", `a ${method} carries no body`, { hint: "Use query, or another method." });
  }
  if (body === undefined) return {};
  switch (body_type) {
    case "json":
      return { type: "application/json", body: JSON.stringify(body) };
    case "text":
      return { type: "text/plain; charset=utf-8", body: asText(body) };
    case "form":
      if (!isObject(body)) {
        throw new NodeError("RFV08", "a form body must be an object", {
          hint: "Each key is a field of the form; a list repeats it.",
        });
      }
      return {
        type: "application/x-www-form-urlencoded",
        body: new URLSearchParams(pairsOf(body)).toString(),
      };
    case "bytes": {
      const { artifact, content_type: type = "application/octet-stream" } = isObject(body) ? body : {};
      if (typeof artifact !== "string") {
        throw new NodeError("RFV08", "a body of bytes must be an artifact", {
          hint: 'What a step gave as { "artifact": …, "content_type": … }.',
        });
      }
      const content = await artifacts.get({ artifact });
      return { type: String(type), body: new Uint8Array(content) };
    }
  }
}

/** Fields of a query or a form: a list repeats its key, nothing leaves it out. */
export function pairsOf(fields: Readonly<Record<string, unknown>>): [string, string][] {
  return Object.entries(fields).flatMap(([key, value]) =>
    (Array.isArray(value) ? value : [value])
      .filter((each) => each !== null && each !== undefined)
      .map((each): [string, string] => [key, asText(each)]),
  );
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
