import { expect, test } from "vitest";
import { announce } from "#graphql/tests/driver.ts";
import { bearer, type Stage, withServer } from "#graphql/tests/kit.ts";
import { attackDoor } from "./attempts.ts";

/**
 * Whoever may start a run names it in the words of whoever else starts runs. After each attempt the owner of that name
 * starts its own run: it must be a new one, of its own kind, with its own input.
 */
test("no key of one kind stands for a run of another", async () => {
  await withServer(async (stage) => {
    await announce(stage.pool);
    const document = {
      reflux: 1,
      steps: {
        rec: { node: "webhook.in", config: { path: "orders" } },
        by_hand: { node: "manual" },
        a: { node: "test.work" },
      },
      edges: ["rec -> a", "by_hand -> a"],
    };
    await stage.pool.query("select reflux.deploy_flow('shop', $1)", [JSON.stringify(document)]);
    const token = await stage.token("editor");
    let count = 0;
    await attackDoor("keys", async (attempt) => {
      for (const [owner, own] of Object.entries(owners))
        for (const [shape, forge] of shapes)
          for (const [door, start] of Object.entries(doors)) {
            // Two doors of the same people are one name space, which is what they want.
            if (door === owner || (door === "SQL" && owner === "start")) continue;
            const name = `k${(count += 1)}`;
            await attempt(`${shape} of ${name} by ${door}, against ${owner}`, async () => {
              const forged = await start(stage, token, forge(name), { by: "attacker" });
              const mine = await own(stage, token, name);

              expect(mine.run).not.toBe("");
              expect(mine.run).not.toBe(forged);
              expect(mine.kind).toBe(owner);
              expect(mine.input).not.toContain("attacker");
            });
          }
      for (const key of ["", " ", "\t", "k".repeat(501), "k".repeat(5_000)])
        for (const [door, start] of Object.entries(doors))
          await attempt(`the key ${JSON.stringify(key.slice(0, 9))} by ${door}`, async () => {
            // A header cannot say nothing: without a key, and not with the same one as everybody, it starts a run.
            const runs = [await start(stage, token, key, {}), await start(stage, token, key, {})];
            expect(runs[0] === "" || runs[0] !== runs[1]).toBe(true);
          });
      for (const [door, start] of Object.entries(doors))
        for (const [index, body] of [{}, [], null, { id: "1" }, { id: 1, x: null }, { ID: 1 }].entries())
          await attempt(`another body under a used key by ${door}: ${JSON.stringify(body)}`, async () => {
            const key = `once-${index}`;
            const first = await start(stage, token, key, { id: 1 });
            expect(first).not.toBe("");
            expect(await start(stage, token, key, body)).toBe("");
            expect(await start(stage, token, key, { id: 1 })).toBe(first);
          });
    });
  });
});

/** How a name may have been put together, now or once, by us or by somebody like us. */
const shapes: readonly (readonly [shape: string, forge: (name: string) => string])[] = [
  ["the bare name", (name) => name],
  ["the old prefix of a webhook", (name) => `webhook:rec:${name}`],
  ["the old prefix with method and path", (name) => `webhook:POST:orders:${name}`],
  ["the key of a webhook", (name) => `["POST", "orders", "${name}"]`],
  ["the same without spaces", (name) => JSON.stringify(["POST", "orders", name])],
  ["the old prefix of a child", (name) => `parent:${numberOf(name)}:1::1`],
  ["the key of a child", (name) => `["${numberOf(name)}", "1", "", "1"]`],
  ["the old prefix of a schedule", (name) => `schedule:${numberOf(name)}:2026-01-01T00:00:00.000Z`],
  ["the key of a schedule", (name) => `["${numberOf(name)}", "2026-01-01T00:00:00.000Z"]`],
  ["a kind in front", (name) => `start:${name}`],
  ["a row", (name) => `(start,${name},)`],
];

type Start = (stage: Stage, token: string, key: string, body: unknown) => Promise<string>;

/** Empty where the door refused. */
const doors: Record<string, Start> = {
  start: async (stage, token, key, body) =>
    await mutate(
      stage,
      token,
      "startRun",
      'mutation ($key: String, $body: JSON) { startRun(input: {flow: "shop", idempotencyKey: $key, input: $body}) { result { id } } }',
      key,
      body,
    ),
  try: async (stage, token, key, body) =>
    await mutate(
      stage,
      token,
      "tryStep",
      'mutation ($key: String, $body: JSON) { tryStep(input: {flow: "shop", step: "a", idempotencyKey: $key, input: $body}) { result { id } } }',
      key,
      body,
    ),
  webhook: async (stage, _token, key, body) => {
    const headers = { "content-type": "application/json", "idempotency-key": key };
    const answer = await stage.fetch("/hooks/orders", {
      method: "POST",
      body: JSON.stringify(body),
      headers,
    });
    return ((await answer.json()) as { run?: string }).run ?? "";
  },
  SQL: async (stage, _token, key, body) =>
    await idOf(stage, "select id from reflux.start_run('shop', $2, $1)", [key, JSON.stringify(body)]),
};

async function mutate(
  stage: Stage,
  token: string,
  name: string,
  query: string,
  key: string,
  body: unknown,
): Promise<string> {
  const headers = { "content-type": "application/json", ...bearer(token) };
  const answer = await stage.fetch("/graphql", {
    method: "POST",
    headers,
    body: JSON.stringify({ query, variables: { key, body } }),
  });
  const { data } = (await answer.json()) as { data?: Record<string, { result: { id: string } } | null> };
  return data?.[name]?.result.id ?? "";
}

async function idOf(stage: Stage, text: string, values: unknown[]): Promise<string> {
  const answer = await stage.pool.query<{ id: string }>(text, values).catch(() => undefined);
  return answer?.rows[0]?.id ?? "";
}

type Own = { readonly run: string; readonly kind: string | undefined; readonly input: string };

/** Those whose names they are. */
const owners: Record<string, (stage: Stage, token: string, name: string) => Promise<Own>> = {
  start: async (stage, token, name) =>
    await look(stage, await doors["start"]!(stage, token, name, { by: "owner" })),
  try: async (stage, token, name) =>
    await look(stage, await doors["try"]!(stage, token, name, { by: "owner" })),
  webhook: async (stage, token, name) =>
    await look(stage, await doors["webhook"]!(stage, token, name, { by: "owner" })),
  child: async (stage, _token, name) =>
    await look(stage, await internal(stage, `'child', null, '${numberOf(name)}', '1', '', '1'`)),
  schedule: async (stage, _token, name) =>
    await look(
      stage,
      await internal(stage, `'schedule', null, '${numberOf(name)}', '2026-01-01T00:00:00.000Z'`),
    ),
};

/** As start_child and fire_schedule do. */
async function internal(stage: Stage, key: string): Promise<string> {
  return await idOf(
    stage,
    `select r.run_id as id from reflux.flows f join reflux.flow_versions v on v.id = f.current_version_id,
       reflux_private.start_runs(f.id, v.id, v.graph_id, array['{}'::jsonb], array[reflux_private.run_key(${key})]) r where f.slug = 'shop'`,
    [],
  );
}

async function look(stage: Stage, run: string): Promise<Own> {
  const { rows } = await stage.pool.query<{ kind: string; input: string }>(
    "select key_kind as kind, input::text from reflux.runs where id = $1",
    [run === "" ? null : run],
  );
  return { run, kind: rows[0]?.kind, input: rows[0]?.input ?? "" };
}

function numberOf(name: string): string {
  return name.slice(1);
}
