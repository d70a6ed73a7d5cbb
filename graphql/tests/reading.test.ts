import { expect, test } from "vitest";
import { announce, deploy, webhookFlow } from "./driver.ts";
import { withServer } from "./kit.ts";

test("a run is read with its steps, what each got and gave, what may be done, and why it stands", async () => {
  await withServer(async ({ pool, ask, token }) => {
    const { drive } = await announce(pool);
    await deploy(pool, "f", webhookFlow("p"));
    const { rows } = await pool.query<{ id: string }>(`select id from reflux.start_run('f', '{"id": 7}')`);
    await drive(({ key, input }) =>
      key === "work"
        ? { error: { code: "RFX01", message: "closed", retry: "never" } }
        : { output: { ...(input as object), text: "x".repeat(5_000) } },
    );
    const { data, errors } = await ask(
      `query ($run: BigInt!) {
        run(id: $run) {
          state allowedActions output flow { slug p95Ms } version { number }
          inputPreview
          steps { nodes { step state allowedActions reached attempts { nodes { outcome error } } } }
          timeline { nodes { kind step what } }
        }
        stepPreview(runId: $run, step: "work", maxBytes: 300) { input output }
        stepInput(runId: $run, step: "work")
        why(runId: $run, step: "work") { key reason }
        redrivePreview(runId: $run, step: "receive") { key effects state attempts }
        runFacets(flow: "f") { state count more }
      }`,
      { run: rows[0]?.id },
      await token("viewer"),
    );

    expect(errors).toEqual([]);
    expect(data.run).toMatchObject({
      state: "failed",
      allowedActions: ["redrive_run"],
      output: null,
      flow: { slug: "f", p95Ms: expect.any(Number) },
      version: { number: 1 },
      inputPreview: { value: { id: 7 }, bytes: 9, cut: false },
      steps: {
        nodes: [
          { step: "receive", state: "succeeded", allowedActions: ["redrive_step"], reached: true },
          {
            step: "work",
            state: "failed",
            attempts: { nodes: [{ outcome: "failed", error: { message: "closed" } }] },
          },
        ],
      },
      timeline: { nodes: expect.arrayContaining([{ kind: "attempt", step: "work", what: "failed" }]) },
    });
    expect(data.stepInput).toMatchObject({ id: 7 });
    expect(data.stepPreview.input).toMatchObject({
      value: { id: 7, text: expect.stringMatching(/^x+…$/) },
      cut: true,
    });
    expect(JSON.stringify(data.stepPreview.input.value).length).toBeLessThan(310);
    expect(data.why).toEqual([{ key: "work", reason: "failed: RFX01 closed" }]);
    expect(data.redrivePreview.map(({ key }: { key: string }) => key)).toEqual(["receive", "work"]);
    expect(data.runFacets).toContainEqual({ state: "failed", count: 1, more: false });
  });
});

test("runs are filtered and walked page by page, newest first, without gaps or repeats", async () => {
  await withServer(async ({ pool, ask, token }) => {
    await announce(pool);
    await deploy(pool, "f", webhookFlow("p"));
    await deploy(pool, "g", webhookFlow("q"));
    for (let n = 0; n < 25; n += 1)
      await pool.query("select reflux.start_run($1)", [n % 5 === 0 ? "g" : "f"]);
    await pool.query("select reflux.pause_run(id) from reflux.runs where id % 2 = 0");
    const as = await token("viewer");

    const seen: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const { data, errors }: Awaited<ReturnType<typeof ask>> = await ask(
        `query ($after: Cursor) {
          runs(first: 4, after: $after, orderBy: PRIMARY_KEY_DESC, condition: { flow: "f", states: [paused, queued] }) {
            nodes { id state flow { slug } } pageInfo { hasNextPage endCursor }
          }
        }`,
        { after },
        as,
      );
      expect(errors).toEqual([]);
      seen.push(...data.runs.nodes.map(({ id }: { id: string }) => id));
      ({ endCursor: after, hasNextPage: more } = data.runs.pageInfo);
    }

    expect(seen).toHaveLength(20);
    expect(seen).toEqual([...new Set(seen)].toSorted((a, b) => Number(b) - Number(a)));
    const count = async (condition: string) => {
      const { data } = await ask(`{ runs(condition: ${condition}) { nodes { id } } }`, {}, as);
      return data.runs.nodes.length;
    };
    expect(await count(`{ states: [paused] }`)).toBe(12);
    expect(await count(`{ atStep: "nowhere" }`)).toBe(0);
    expect(await count(`{ errorCode: "RFX01" }`)).toBe(0);
    expect(await count(`{ createdAfter: "2999-01-01T00:00:00Z" }`)).toBe(0);
    expect(await count(`{ createdBefore: "2999-01-01T00:00:00Z" }`)).toBe(25);
    expect(await count(`{ flow: "none" }`)).toBe(0);
    const { data } = await ask(
      `query ($from: Datetime!, $to: Datetime!) {
        runHistogram(createdAfter: $from, createdBefore: $to, buckets: 4, flow: "f") { at state count }
      }`,
      { from: new Date(Date.now() - 3_600_000), to: new Date(Date.now() + 60_000) },
      as,
    );
    expect(data.runHistogram).toMatchObject([
      { state: "queued", count: 10 },
      { state: "paused", count: 10 },
    ]);
  });
});

test("flows are found by a piece of their name or title, by tag, archived or not", async () => {
  await withServer(async ({ pool, ask, token }) => {
    await pool.query(
      "insert into reflux.flows (slug, title, tags, archived_at) values ('orders', 'Shop ORDERS', '{shop}', null), ('old', 'x', '{}', now())",
    );
    const as = await token("viewer");
    const slugs = async (condition: string) => {
      const { data } = await ask(`{ flows(condition: ${condition}) { nodes { slug } } }`, {}, as);
      return data.flows.nodes.map(({ slug }: { slug: string }) => slug);
    };

    expect(await slugs(`{ search: "p ord" }`)).toEqual(["orders"]);
    expect(await slugs(`{ search: "%" }`)).toEqual([]);
    expect(await slugs(`{ tag: "shop" }`)).toEqual(["orders"]);
    expect(await slugs(`{ archived: true }`)).toEqual(["old"]);
    expect(await slugs(`{ archived: false }`)).toEqual(["orders"]);
  });
});

test("a value too large for a page keeps its shape", async () => {
  await withServer(async ({ pool }) => {
    const value = {
      list: Array.from({ length: 5_000 }, (_, n) => ({ n, text: "y".repeat(200) })),
      deep: JSON.parse(`${'{"a":'.repeat(50)}1${"}".repeat(50)}`),
      long: "z".repeat(100_000),
    };
    const { rows } = await pool.query("select reflux.json_preview($1, 10000) as preview", [
      JSON.stringify(value),
    ]);
    const { value: short, bytes, cut } = rows[0].preview;

    expect(cut).toBe(true);
    expect(bytes).toBeGreaterThan(1_000_000);
    expect(JSON.stringify(short).length).toBeLessThan(10_000);
    expect(Object.keys(short).toSorted()).toEqual(["deep", "list", "long"]);
    expect(short.list[0]).toMatchObject({ n: 0 });
    expect(short.list.at(-1)).toMatch(/^… \d+ more$/);
  });
});

test("the nodes catalogue says who uses a node; secrets say the same, and never their value", async () => {
  await withServer(async ({ pool, ask, token }) => {
    await announce(pool);
    await deploy(pool, "f", webhookFlow("p", { hmac: { secret: "shop" } }));
    const as = await token("editor");
    const set = await ask(
      `mutation { setSecret(input: { name: "shop", value: "very secret" }) { result { name createdAt lastUsedAt } } }`,
      {},
      as,
    );
    const { data } = await ask(
      `{ nodeByNameAndVersion(name: "test.work", version: 1) { manifest usedBy { nodes { slug } } health { workers } }
         secretUsage(name: "shop") { nodes { slug } } secrets { nodes { name } } workers { nodes { name health { alive } } } }`,
      {},
      as,
    );

    expect(set.data.setSecret.result).toMatchObject({ name: "shop", lastUsedAt: null });
    expect(data).toMatchObject({
      nodeByNameAndVersion: { usedBy: { nodes: [{ slug: "f" }] }, health: { workers: "1" } },
      secretUsage: { nodes: [{ slug: "f" }] },
      secrets: { nodes: [{ name: "shop" }] },
      workers: { nodes: [{ name: "test", health: { alive: true } }] },
    });
    const { rows } = await pool.query("select ciphertext from reflux.secrets");
    expect(rows[0].ciphertext.toString("latin1")).not.toContain("very secret");
  });
});

test("which step wrote a row of a table of one's own is asked with the caller's rights", async () => {
  await withServer(async ({ pool, ask, token }) => {
    const { drive } = await announce(pool);
    await deploy(pool, "f", webhookFlow("p"));
    await pool.query("select reflux.start_run('f')");
    await pool.query("create table public.orders (id int primary key)");
    await drive(() => ({ output: 1 }));
    await pool.query("insert into public.orders values (7)");
    // As if the row had been written by the step.
    await pool.query(
      "update reflux.attempts set xid = (select xmin::text::xid8 from public.orders) where idx = 0 and wait is null",
    );
    const asked = async () =>
      await ask(
        `{ whoWrote(tableName: "orders", key: 7) { flow step attempt } writesOf(runId: "1") { tableName key step } }`,
        {},
        await token("viewer"),
      );

    expect((await asked()).errors[0]?.extensions.code).toBe("RFV06");
    await pool.query("grant select on public.orders to reflux_viewer");
    const { data, errors } = await asked();
    expect(errors).toEqual([]);
    expect(data).toMatchObject({
      whoWrote: [{ flow: "f", attempt: 1 }],
      writesOf: [{ tableName: "public.orders", key: { id: "7" } }],
    });
  });
});
