import { type Context, NodeError } from "#nodes/sdk/index.ts";
import { fetchDeclared } from "./fetch-declared.ts";
import type { Call, FetchCall, Head } from "./messages.ts";
import { startWriting, type Writing } from "./writing.ts";

/** Does for one attempt what its node may ask for, through the context that the engine made for it. */
export type Served = {
  serve(call: Call, bytes: Uint8Array): Promise<{ readonly value?: unknown; readonly bytes?: Uint8Array }>;
  /** The attempt is over: nothing that it asked for goes on. */
  end(): void;
};

/** Answers and artifacts that were not read, or written, to their end. */
const OPEN_AT_ONCE = 64;
type WriteCall = Extract<Call, { does: "write" }>;

export function serveAttempt(node: string, hosts: readonly string[], ctx: Context): Served {
  const over = new AbortController();
  const requests = new Map<number, AbortController>();
  const bodies = new Map<number, ReadableStreamDefaultReader<Uint8Array>>();
  const writings = new Map<number, Writing>();
  const secrets = secretsNamed(ctx.config);

  const mayOpen = () => {
    if (bodies.size + writings.size < OPEN_AT_ONCE) return;
    throw new NodeError(
      "RFL01",
      `${node} leaves more than ${OPEN_AT_ONCE} answers unread, or artifacts unwritten`,
    );
  };
  const write = ({ call, contentType, name }: WriteCall) => {
    mayOpen();
    writings.set(call, startWriting(ctx.artifacts, { contentType, name, signal: over.signal }));
  };
  const writingOf = (of: number) => {
    const writing = writings.get(of);
    if (writing) return writing;
    throw new NodeError("RFV08", "nothing is written there");
  };
  const drop = (of: number) => {
    writings.get(of)?.drop();
    writings.delete(of);
    requests.get(of)?.abort(new Error("the node lets go of it"));
    requests.delete(of);
    bodies
      .get(of)
      ?.cancel()
      .catch(() => undefined);
    bodies.delete(of);
  };
  const request = async (call: FetchCall, bytes: Uint8Array): Promise<Head> => {
    mayOpen();
    const one = new AbortController();
    requests.set(call.call, one);
    const signal = AbortSignal.any([ctx.signal, over.signal, one.signal]);
    const body = call.body ? bytes : undefined;
    const { response, url, redirected } = await fetchDeclared(call, body, { node, hosts, ctx, signal });
    const { status, statusText } = response;
    const reader = response.body?.getReader();
    if (reader) bodies.set(call.call, reader);
    return {
      status,
      statusText,
      headers: [...response.headers],
      url,
      redirected,
      body: reader !== undefined,
    };
  };
  const readNext = async (of: number): Promise<Uint8Array> => {
    const reader = bodies.get(of);
    if (!reader) return new Uint8Array();
    const { done, value } = await reader.read();
    if (!done) return value.byteLength === 0 ? await readNext(of) : value;
    drop(of);
    return new Uint8Array();
  };

  return {
    serve: async (call, bytes) => {
      switch (call.does) {
        case "fetch":
          return { value: await request(call, bytes) };
        case "read":
          return { bytes: await readNext(call.of) };
        case "drop":
          drop(call.of);
          return {};
        case "secret":
          if (!secrets.has(call.name)) throw unnamed(node, call.name);
          return { value: await ctx.secret(call.name) };
        case "write":
          write(call);
          return {};
        case "piece":
          await writingOf(call.of).give(bytes);
          return {};
        case "keep":
          return { value: await writingOf(call.of).keep() };
        case "stat":
          return { value: await ctx.artifacts.stat(call) };
        case "open": {
          mayOpen();
          const { start, end } = call;
          const range = { start, ...(end === undefined ? {} : { end }) };
          const stream = await ctx.artifacts.read(call, { range, signal: over.signal });
          bodies.set(call.call, stream.getReader());
          return {};
        }
      }
    },
    end: () => {
      over.abort(new Error("the attempt is over"));
      for (const of of [...requests.keys(), ...bodies.keys(), ...writings.keys()]) drop(of);
    },
  };
}

/** Names that stand in the step's config under a key `secret`, as the author of the flow wrote them. */
function secretsNamed(config: unknown): ReadonlySet<string> {
  const names = new Set<string>();
  const walk = (value: unknown) => {
    if (typeof value !== "object" || value === null) return;
    for (const [key, child] of Object.entries(value)) {
      if (key === "secret" && typeof child === "string") names.add(child);
      walk(child);
    }
  };
  walk(config);
  return names;
}

function unnamed(node: string, name: string): NodeError {
  return new NodeError(
    "RFP23",
    `${node} may not read the secret ${JSON.stringify(name)}: its step does not name it`,
    {
      hint: "A step names a secret in a config field called `secret`, or writes {{ secrets.name }} in a secret field.",
    },
  );
}
