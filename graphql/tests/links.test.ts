/** Links that answer a waiting step once, without a login. */
import { expect, test } from "vitest";
import { checkPromises } from "#db/testing/promises.ts";
import { type Stage, withServer } from "./kit.ts";

const node = {
  id: "test.wait",
  version: 1,
  title: "Wait",
  kind: "action",
  effects: "pure",
  config: {},
  ports: ["out"],
  signals: true,
};

/** A run whose only step waits for a signal; `link` makes one for it. */
async function withWait(work: (stage: Stage, wait: Wait) => Promise<void>): Promise<void> {
  await withServer(async (stage) => {
    const { pool } = stage;
    const one = async (sql: string, values: unknown[] = []) => (await pool.query(sql, values)).rows[0];
    const worker = (
      await one("select id from reflux_private.register_worker('test', $1, 10)", [JSON.stringify([node])])
    ).id;
    await pool.query("select reflux.deploy_flow('f', $1)", [
      JSON.stringify({ reflux: 1, steps: { ask: { node: "test.wait" } }, edges: [] }),
    ]);
    await pool.query("select reflux.set_flow_details('f', title => $1)", ['<b>"Orders" & more']);
    const run = (await one("select id from reflux.start_run('f')")).id;
    const sleep = async () => {
      const { attempt } = await one(
        "select attempt from reflux_private.take_steps($1, array[$2::bigint], '{0}', array[''])",
        [worker, run],
      );
      await pool.query(
        "select reflux_private.complete_steps($1, array[$2::bigint], '{0}', array[''], array[$3::int], kinds => '{wait_for_signal}')",
        [worker, run, attempt],
      );
    };
    const as = await stage.token("operator");
    const link = async () => {
      const { data, errors } = await stage.ask(
        `mutation ($run: BigInt!) { createLink(input: { runId: $run, step: "ask", reason: "the boss" }) { result { path } } }`,
        { run },
        as,
      );
      expect(errors).toEqual([]);
      return data.createLink.result.path as string;
    };
    const state = async () => await one("select state, output from reflux.steps where run_id = $1", [run]);
    await work(stage, { run, sleep, link, state });
    await checkPromises(pool);
  });
}

type Wait = {
  readonly run: string;
  readonly sleep: () => Promise<void>;
  readonly link: () => Promise<string>;
  readonly state: () => Promise<{ state: string; output: unknown }>;
};

const answer = (value: string) => ({ method: "POST", body: new URLSearchParams({ answer: value }) });

test("a link answers once, by its form and never by being looked at, and is in the audit without its token", () =>
  withWait(async ({ fetch, pool }, { run, sleep, link, state }) => {
    await sleep();
    const path = await link();
    for (const method of ["HEAD", "GET", "GET"]) {
      const looked = await fetch(path, { method });
      expect(looked.status).toBe(200);
      const { headers } = looked;
      expect(headers.get("content-security-policy")).toBe(
        "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      );
      expect(headers.get("cache-control")).toBe("no-store");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      const html = await looked.text();
      if (method === "GET") expect(html).toContain("&lt;b&gt;&quot;Orders&quot; &amp; more");
      expect(html).not.toContain("<script");
    }
    expect(await state()).toMatchObject({ state: "sleeping" });
    for (const value of ["", "maybe"]) expect((await fetch(path, answer(value))).status).toBe(400);
    expect(await state()).toMatchObject({ state: "sleeping" });

    const done = await fetch(path, answer("reject"));

    expect([done.status, await done.text()]).toEqual([200, expect.stringContaining("Rejected")]);
    expect(await state()).toEqual({ state: "succeeded", output: { approved: false, by: "link" } });
    expect((await fetch(path, answer("approve"))).status).toBe(410);
    expect(await (await fetch(path)).text()).toContain("works once");
    const { rows } = await pool.query(
      "select act, object, door, actor, after -> 'approved' as approved from reflux.audit where act like '%link' order by id",
    );
    expect(rows).toEqual([
      {
        act: "create link",
        object: `step ask of run ${run}`,
        door: "api",
        actor: expect.any(String),
        approved: null,
      },
      { act: "use link", object: `step ask of run ${run}`, door: "link", actor: "link", approved: false },
    ]);
    const { rows: stored } = await pool.query(
      "select from reflux.audit a, reflux_private.links l where strpos(a::text || l::text, $1) > 0",
      [path.slice("/approve/".length)],
    );
    expect(stored).toEqual([]);
  }));

test("many answers at once are one signal", () =>
  withWait(async ({ fetch, pool }, { sleep, link, run }) => {
    await sleep();
    const [path, other] = [await link(), await link()];
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        fetch(n % 2 === 0 ? path : other, answer(n % 3 === 0 ? "reject" : "approve")),
      ),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, ...Array<number>(11).fill(410)]);
    const { rows } = await pool.query(
      "select from reflux.run_events where run_id = $1 and kind = 'signalled'",
      [run],
    );
    expect(rows).toHaveLength(1);
  }));

test("a link made and used before its step waits is its answer when it does", () =>
  withWait(async ({ fetch }, { sleep, link, state }) => {
    const path = await link();
    expect((await fetch(path, answer("approve"))).status).toBe(200);
    expect((await fetch(path, answer("approve"))).status).toBe(410);
    await sleep();
    expect(await state()).toEqual({ state: "succeeded", output: { approved: true, by: "link" } });
  }));

test.for([
  ["expired", "update reflux_private.links set expires_at = clock_timestamp()", "expired"],
  ["of a step that was driven again", "select reflux.redrive_step($1, 'ask')", "does not wait"],
  ["of a step that has its signal", "select reflux.signal_step($1, 'ask')", "does not wait"],
  ["of a run that was cancelled", "select reflux.cancel_run($1)", "does not wait"],
] as const)("a link %s answers nothing", ([, sql, words]) =>
  withWait(async ({ fetch, pool }, { sleep, link, run, state }) => {
    await sleep();
    const path = await link();
    await pool.query(sql, sql.includes("$1") ? [run] : []);
    const before = await state();

    const refused = await fetch(path, answer("approve"));

    expect([refused.status, await refused.text()]).toEqual([410, expect.stringContaining(words)]);
    expect(await state()).toEqual(before);
  }),
);

test("what is no link is not found, and a viewer, a stranger to the flow and a silly term get none", () =>
  withWait(async (stage, { sleep, link, run }) => {
    await sleep();
    const path = await link();
    const wrong = [
      `${path}x`,
      path.slice(0, -1),
      path.replace(/.$/, (last) => (last === "A" ? "B" : "A")),
      "/approve/",
      "/approve/%00",
      `${path}/`,
    ];
    for (const one of wrong) {
      expect((await stage.fetch(one)).status, one).toBe(404);
      expect((await stage.fetch(one, answer("approve"))).status, one).toBe(404);
    }
    const ask = async (as: string, more = "") =>
      (
        await stage.ask(
          `mutation { createLink(input: { runId: "${run}", step: "ask"${more} }) { result { path } } }`,
          {},
          as,
        )
      ).errors[0]?.extensions.code;
    await stage.pool.query("select reflux.create_flow('other')");
    expect(await ask(await stage.token("viewer"))).toBe("RFP02");
    expect(await ask(await stage.token("operator", ["other"]))).toBe("RFN02");
    expect(await ask(await stage.token("operator"), ", validFor: { years: 2 }")).toBe("RFV06");
    await stage.pool.query("select reflux.cancel_run($1)", [run]);
    expect(await ask(await stage.token("operator"))).toBe("RFS05");
  }));
