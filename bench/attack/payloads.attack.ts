import { expect, test } from "vitest";
import { jsonSource } from "#db/cli/run.ts";
import { isErrorCode, toRefluxError } from "#db/errors.ts";
import { parseFlowFile } from "#db/flows/flow-file.ts";
import { announce, deploy, webhookFlow } from "#graphql/tests/driver.ts";
import { bearer, type Stage, withServer } from "#graphql/tests/kit.ts";
import { attackDoor } from "./attempts.ts";
import { hostileJson } from "./hostile-json.ts";

/** Each hostile value through each door: refused with a code of ours, or kept so that it can be read and ended. */
test("what is taken can be read and ended, and the rest is refused by name", async () => {
  await withServer(async (stage) => {
    await announce(stage.pool);
    await deploy(stage.pool, "hook", webhookFlow("p"));
    await deploy(stage.pool, "flow", { reflux: 1, steps: { a: { node: "test.work" } }, edges: [] });
    // So that a step can be made to wait for a signal, without a node that does.
    await stage.pool.query("alter table reflux.steps disable trigger user");
    const token = await stage.token("editor");
    const before = process.memoryUsage().rss;
    await attackDoor("payloads", async (attempt) => {
      for (const [door, send] of Object.entries(doors))
        for (const [form, text] of hostileJson)
          await attempt(
            `${form} by ${door}`,
            async () => await settled(stage, await send(stage, token, text)),
          );
      for (const [form, bytes, headers] of bodies)
        await attempt(`${form} as the body of a webhook`, async () => {
          await settled(
            stage,
            await answered(await stage.fetch("/hooks/p", { method: "POST", body: bytes, headers })),
          );
        });
      for (const [form, yaml] of flowFiles)
        await attempt(`${form} as a flow file`, () => {
          const { problems } = parseFlowFile(yaml, "bomb.yaml");
          expect(problems[0]?.code).toMatch(/^RFV/);
        });
      // More than a double holds, and no more than is kept: taken whole.
      await attempt("1e400 as a flow file", () => {
        const { document, problems } = parseFlowFile("steps: {a: {config: {x: 1e400}}}", "large.yaml");
        expect([JSON.stringify(document), problems]).toEqual(['{"steps":{"a":{"config":{"x":1e400}}}}', []]);
      });
    });

    expect((await stage.fetch("/health")).status).toBe(200);
    expect(process.memoryUsage().rss - before).toBeLessThan(1_500_000_000);
  });
});

/** What a door said: the code it refused with, or the run it started. */
type Said = { readonly code?: string; readonly run?: string; readonly status: number };

type DoorOf = (stage: Stage, token: string, text: string) => Promise<Said>;

const doors: Record<string, DoorOf> = {
  "webhook, JSON": async (stage, _token, text) => await hook(stage, text, "application/json"),
  "webhook, without a type": async (stage, _token, text) =>
    await answered(await stage.fetch("/hooks/p", { method: "POST", body: Buffer.from(text) })),
  "webhook, text": async (stage, _token, text) => await hook(stage, text, "text/plain"),
  "webhook, form": async (stage, _token, text) =>
    await hook(stage, `a=${encodeURIComponent(text.slice(0, 100_000))}`, "application/x-www-form-urlencoded"),
  "GraphQL, startRun": async (stage, token, text) =>
    await ask(
      stage,
      token,
      'mutation ($v: JSON) { startRun(input: {flow: "flow", input: $v}) { result { id } } }',
      text,
    ),
  "GraphQL, a literal": async (stage, token, text) => {
    const query = `mutation { startRun(input: {flow: "flow", input: ${text.replaceAll(/"(\w+)"\s*:/g, "$1:")}}) { result { id } } }`;
    return await graphql(stage, token, JSON.stringify({ query }));
  },
  "GraphQL, redriveStep": async (stage, token, text) => {
    const run = await started(stage);
    return await ask(
      stage,
      token,
      `mutation ($v: JSON) { redriveStep(input: {runId: "${run}", step: "a", input: $v}) { result { runId } } }`,
      text,
    );
  },
  "GraphQL, signalStep": async (stage, token, text) => {
    const run = await started(stage);
    await stage.pool.query("update reflux.steps set state = 'sleeping', wait = 'signal' where run_id = $1", [
      run,
    ]);
    return await ask(
      stage,
      token,
      `mutation ($v: JSON) { signalStep(input: {runId: "${run}", step: "a", payload: $v}) { result { runId } } }`,
      text,
    );
  },
  "GraphQL, saveDraft": async (stage, token, text) =>
    await ask(
      stage,
      token,
      'mutation ($v: JSON!) { saveDraft(input: {slug: "flow", document: $v}) { result { revision } } }',
      `{"layout": ${text}}`,
    ),
  "GraphQL, deployFlow": async (stage, token, text) =>
    await ask(
      stage,
      token,
      'mutation ($v: JSON!) { deployFlow(input: {slug: "flow", graph: $v}) { result { number } } }',
      `{"reflux": 1, "steps": {"a": {"node": "test.work", "config": {"x": ${text}}}}, "edges": []}`,
    ),
  "GraphQL, checkFlow": async (stage, token, text) =>
    await ask(stage, token, "query ($v: JSON!) { checkFlow(document: $v) }", text),
  "SQL, start_run": async (stage, _token, text) =>
    await bySql(stage, "select id from reflux.start_run('flow', $1)", [text]),
  "SQL, logs of a worker": async (stage, _token, text) =>
    await bySql(stage, "select count(reflux_private.write_logs(1, $1)) as n", [
      `[{"run_id": 1, "idx": 0, "scope": "", "attempt": 1, "at": "2026-01-01T00:00:00Z", "level": "info", "message": "m", "fields": ${text}}]`,
    ]),
  "command line, --input": async (stage, _token, text) => {
    try {
      return await bySql(stage, "select id from reflux.start_run('flow', $1)", [jsonSource(text, "--input")]);
    } catch (error) {
      return { code: toRefluxError(error).code, status: 0 };
    }
  },
};

async function hook(stage: Stage, body: string, type: string): Promise<Said> {
  return await answered(
    await stage.fetch("/hooks/p", { method: "POST", body, headers: { "content-type": type } }),
  );
}

/** `value` is JSON text, put into the request as it is. */
async function ask(stage: Stage, token: string, query: string, value: string): Promise<Said> {
  return await graphql(stage, token, `{"query": ${JSON.stringify(query)}, "variables": {"v": ${value}}}`);
}

async function graphql(stage: Stage, token: string, body: string): Promise<Said> {
  const headers = {
    "content-type": "application/json",
    accept: "application/graphql-response+json",
    ...bearer(token),
  };
  return await answered(await stage.fetch("/graphql", { method: "POST", body, headers }));
}

async function answered(response: Response): Promise<Said> {
  // Any of our three forms: an answer of GraphQL, a problem, a run.
  const said = (await response.json()) as {
    run?: string;
    error?: { code: string };
    errors?: { message: string; extensions?: { code?: string } }[];
    data?: Record<string, { result?: { id?: string; runId?: string } } | null>;
  };
  const result = Object.values(said.data ?? {})[0]?.result;
  const code =
    said.error?.code ?? said.errors?.map(({ extensions, message }) => extensions?.code ?? message)[0];
  const run = said.run ?? result?.id ?? result?.runId;
  return {
    status: response.status,
    ...(code === undefined ? {} : { code }),
    ...(run === undefined ? {} : { run }),
  };
}

async function bySql(stage: Stage, text: string, values: unknown[]): Promise<Said> {
  try {
    const { rows } = await stage.pool.query<{ id?: string }>(text, values);
    return { status: 200, ...(rows[0]?.id === undefined ? {} : { run: rows[0].id }) };
  } catch (error) {
    return { code: toRefluxError(error).code, status: 0 };
  }
}

async function started(stage: Stage): Promise<string> {
  return (await bySql(stage, "select id from reflux.start_run('flow')", [])).run ?? "";
}

async function settled(stage: Stage, { code, run, status }: Said): Promise<void> {
  expect(status).toBeLessThan(500);
  if (code !== undefined) {
    expect(code === "RFI01" ? "masked" : code).toSatisfy(
      (one) => isErrorCode(one) || one === "GRAPHQL_VALIDATION_FAILED",
    );
    return;
  }
  if (run === undefined) return;
  const { rows } = await stage.pool.query<{ bytes: number }>(
    "select octet_length(r.input::text) + coalesce(octet_length(s.input::text), 0) as bytes from reflux.runs r left join reflux.steps s on s.run_id = r.id where r.id = $1",
    [run],
  );
  expect(rows[0]?.bytes).toBeLessThan(40_000_000);
  const end =
    "select c.id from reflux.runs r, reflux.cancel_run(r.id) c where r.id = $1 and r.finished_at is null";
  await stage.pool.query(end, [run]);
}

const json = { "content-type": "application/json" };
const bodies: readonly (readonly [
  form: string,
  bytes: Uint8Array<ArrayBuffer>,
  headers: Record<string, string>,
])[] = [
  ["a byte order mark", bytesOf("\ufeff{}", "utf8"), json],
  ["UTF-16", bytesOf('\ufeff{"a": 1}', "utf16le"), json],
  [
    "UTF-16 that says so",
    bytesOf('{"a": 1}', "utf16le"),
    { "content-type": "application/json; charset=utf-16" },
  ],
  ["invalid UTF-8", new Uint8Array([0x22, 0xc3, 0x28, 0x22]), json],
  ["an overlong NUL", new Uint8Array([0x22, 0xc0, 0x80, 0x22]), json],
  ["a surrogate in UTF-8", new Uint8Array([0x22, 0xed, 0xa0, 0x80, 0x22]), json],
  ["NUL bytes as text", new Uint8Array([0x61, 0, 0x62]), { "content-type": "text/plain" }],
  ["gzip", bytesOf("anything", "utf8"), { ...json, "content-encoding": "gzip" }],
  [
    "ten thousand fields of a form",
    bytesOf(Array.from({ length: 10_000 }, (_, index) => `k${index}=1`).join("&"), "utf8"),
    { "content-type": "application/x-www-form-urlencoded" },
  ],
  [
    "a form with a prototype",
    bytesOf("__proto__=1&constructor=2&__proto__=3", "utf8"),
    { "content-type": "application/x-www-form-urlencoded" },
  ],
  [
    "a form with NUL",
    bytesOf("a=%00&%00=b", "utf8"),
    { "content-type": "application/x-www-form-urlencoded" },
  ],
];

function bytesOf(text: string, encoding: "utf8" | "utf16le"): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(text, encoding));
}

const lol = ["a: &a [x, x, x, x, x, x, x, x, x]"];
for (const [index, name] of "bcdefghij".split("").entries())
  lol.push(`${name}: &${name} [${Array(9).fill(`*${"abcdefghij"[index]}`).join(", ")}]`);
const flowFiles: readonly (readonly [form: string, yaml: string])[] = [
  ["an alias bomb", lol.join("\n")],
  ["an alias of itself", "steps: &a [*a]"],
  ["twice itself", "steps: &a {x: *a, y: *a}"],
  [
    "merge keys",
    `a: &a {${Array.from({ length: 50 }, (_, index) => `k${index}: 1`).join(", ")}}\n${lol.join("\n")}\nz: {<<: [*a, *b]}`,
  ],
  ["20000 levels in brackets", "[".repeat(20_000) + "]".repeat(20_000)],
  ["250 levels in brackets", `steps: ${"[".repeat(250)}${"]".repeat(250)}`],
  ["levels by indent", Array.from({ length: 500 }, (_, index) => `${" ".repeat(index)}a:`).join("\n")],
  ["a huge exponent", "steps: {a: {config: {x: 1e131071}}}"],
  ["1e1001", "steps: {a: {config: {x: 1e1001}}}"],
  ["infinity", "steps: {a: {config: {x: .inf}}}"],
  ["not a number", "steps: {a: {config: {x: .nan}}}"],
  ["a key twice", "steps: {}\nsteps: {}"],
];
