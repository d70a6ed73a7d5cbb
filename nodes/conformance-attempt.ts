import { inspect } from "node:util";
import { isNodeError, type NodeManifest, type Run } from "./sdk/index.ts";
import { createTestContext, type TestContext } from "./sdk/testing.ts";

type Example = NodeManifest["examples"][number];

/** One run of an example, and all that it left behind. */
export interface Attempt {
  readonly result?: unknown;
  readonly thrown?: unknown;
  readonly logged: TestContext<unknown>["logged"];
  readonly used: TestContext<unknown>["used"];
  readonly usedGlobalFetch: boolean;
}

export interface Conditions {
  readonly fetch?: typeof globalThis.fetch;
  readonly signal?: AbortSignal;
}

/** Runs the example once. Whatever the node does is in what comes back; nothing is thrown. */
export async function attempt(
  { manifest, run }: { manifest: NodeManifest; run: Run },
  example: Example,
  conditions: Conditions = {},
): Promise<Attempt> {
  const { config, http, secrets } = resolveSecrets(example);
  const global = watchGlobalFetch();
  let ctx: TestContext<unknown> | undefined;
  try {
    ctx = createTestContext(manifest, { config, http, secrets, ...conditions });
    const result: unknown = await inTime(run(structuredClone(example.input), ctx));
    return { result, logged: ctx.logged, used: ctx.used, usedGlobalFetch: global.used() };
  } catch (thrown) {
    return {
      thrown,
      logged: ctx?.logged ?? [],
      used: ctx?.used ?? new Set(),
      usedGlobalFetch: global.used(),
    };
  } finally {
    global.restore();
  }
}

const LIMIT_MS = 5_000;

async function inTime(running: Promise<unknown>): Promise<unknown> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`no end after ${LIMIT_MS} ms`)), LIMIT_MS);
  try {
    return await Promise.race([running, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Answers only when aborted. */
export const impatientFetch: typeof globalThis.fetch = (_input, init) =>
  new Promise((_resolve, reject) => {
    const { signal } = init ?? {};
    const give = () => reject(signal?.reason);
    if (signal?.aborted) give();
    else signal?.addEventListener("abort", give, { once: true });
  });

/** All that people and machines can read afterwards. */
export function traceOf({ result, thrown, logged }: Attempt): Readonly<Record<string, string>> {
  // What the other side said is kept word by word: the engine strikes secrets out of it, as out of every output.
  const said = isNodeError(thrown) && typeof thrown.detail?.body === "string" ? thrown.detail.body : "";
  return {
    output: JSON.stringify(result) ?? "",
    error:
      thrown === undefined
        ? ""
        : inspect(thrown, { depth: 10, showHidden: true }).replaceAll(said || "\0", "…"),
    log: JSON.stringify(logged),
  };
}

const SECRET = /\{\{ secrets\.(\w+) \}\}/g;

/** The example as the engine would hand it over: each secret is a value that can be told from everything else. */
export function resolveSecrets(example: Example): {
  config: unknown;
  http: NonNullable<Example["http"]>;
  secrets: Record<string, string>;
} {
  const text = JSON.stringify({ config: example.config, http: example.http ?? [] });
  const named = [...text.matchAll(SECRET)].map((match) => match[1] ?? "");
  const { config, http }: { config: unknown; http: NonNullable<Example["http"]> } = JSON.parse(
    text.replace(SECRET, (_, name: string) => canary(name)),
  );
  // Secrets that a node asks for by name stand in its config as that name.
  const asked = [...JSON.stringify(config).matchAll(/"secret":"(\w+)"/g)].map((match) => match[1] ?? "");
  return {
    config,
    http,
    secrets: Object.fromEntries([...named, ...asked].map((name) => [name, canary(name)])),
  };
}

function canary(name: string): string {
  return `CANARY${Buffer.from(name).toString("hex")}7f3a`;
}

const globalFetch = globalThis.fetch;

/** A node that goes round `ctx` is refused at the door, and noted. */
function watchGlobalFetch() {
  let used = false;
  globalThis.fetch = async () => {
    used = true;
    throw new TypeError("use ctx.fetch");
  };
  return {
    used: () => used,
    restore: () => {
      globalThis.fetch = globalFetch;
    },
  };
}
