import { createHmac } from "node:crypto";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { eventually } from "#db/testing/eventually.ts";
import { announce, deploy, webhookFlow } from "./driver.ts";
import { bearer, type Stage, withServer } from "./kit.ts";

test("a call is answered 202 with the run it started, and the run has the whole call as its input", async () => {
  await withServer(async (stage) => {
    await hook(stage, "orders/new");
    const response = await post(
      stage,
      "orders/new?lang=en&lang=de",
      { id: 7 },
      { "x-shop": "A", cookie: "no", authorization: "no" },
    );
    const { run, replayed } = (await response.json()) as { run: string; replayed: boolean };

    expect(response.status).toBe(202);
    expect(response.headers.get("location")).toBe(`/runs/${run}`);
    expect(replayed).toBe(false);
    const input = await inputOf(stage, run);
    expect(input).toMatchObject({
      method: "POST",
      path: "orders/new",
      query: { lang: ["en", "de"] },
      body: { id: 7 },
      headers: { "x-shop": "A", "content-type": "application/json" },
    });
    expect(Object.keys(input.headers)).not.toEqual(expect.arrayContaining(["cookie"]));
    expect(JSON.stringify(input.headers)).not.toContain('no"');
  });
});

test("a thousand identical calls at once start one run, and each is told of it", async () => {
  await withServer(async (stage) => {
    await hook(stage, "p");
    const answers = await Promise.all(
      Array.from(
        { length: 1_000 },
        async () => await post(stage, "p", { id: 1 }, { "idempotency-key": "order-1" }),
      ),
    );

    expect([...new Set(answers.map(({ status }) => status))]).toEqual([202]);
    const bodies = (await Promise.all(answers.map((answer) => answer.json()))) as {
      run: string;
      replayed: boolean;
    }[];
    expect(new Set(bodies.map(({ run }) => run)).size).toBe(1);
    const { rows } = await stage.pool.query("select count(*)::int as runs from reflux.runs");
    expect(rows).toEqual([{ runs: 1 }]);
  });
});

test("a key belongs to its webhook: elsewhere it starts another run", async () => {
  await withServer(async (stage) => {
    await hook(stage, "p", {}, "one");
    await hook(stage, "q", {}, "two");
    const runs = [];
    for (const path of ["p", "q", "p"]) {
      runs.push(
        ((await (await post(stage, path, 1, { "idempotency-key": "same" })).json()) as { run: string }).run,
      );
    }

    expect(runs[0]).toBe(runs[2]);
    expect(runs[0]).not.toBe(runs[1]);
    expect((await post(stage, "p", 1, { "idempotency-key": "x".repeat(256) })).status).toBe(400);
  });
});

const beyond = "12345678901234567890.5";
const taken: readonly (readonly [what: string, type: string | undefined, body: string, expected: unknown])[] =
  [
    ["JSON", "application/json", `{"a":1e2}`, { a: 100 }],
    ["JSON without a type", undefined, `"text"`, "text"],
    ["numbers beyond those of a double", "application/json", beyond, beyond],
  ];

test("a body is taken as what it is", async () => {
  await withServer(async (stage) => {
    await hook(stage, "p");
    for (const [what, type, body, expected] of taken) {
      const { run } = (await (await send(stage, "p", body, type)).json()) as { run: string };
      const { rows } = await stage.pool.query(
        "select input -> 'body' as body, input ->> 'body' as text from reflux.runs where id = $1",
        [run],
      );
      expect(what.startsWith("numbers") ? rows[0].text : rows[0].body, what).toEqual(expected);
    }
  });
});

const unreadable: readonly (readonly [what: string, body: string | Uint8Array<ArrayBuffer>])[] = [
  ["is not JSON", `{"a":`],
  ["closes the call's own object", `1}, "method": {"x": 1`],
  ["has a character that cannot be stored", `"\\u0000"`],
  ["has half a character", `"\\ud800"`],
  ["is not text", new Uint8Array([34, 0xff, 34])],
  ["is nested without end", "[".repeat(50_000) + "]".repeat(50_000)],
  ["has a number without end", `1e999999`],
];

test("a body that cannot be read or stored is refused, and starts nothing", async () => {
  await withServer(async (stage) => {
    await hook(stage, "p");
    for (const [what, body] of unreadable) {
      const response = await send(stage, "p", body, "application/json");
      expect(response.status, what).toBe(400);
      expect(await response.json(), what).toMatchObject({ error: { code: "RFV07" } });
    }
    const { rows } = await stage.pool.query("select count(*)::int as runs from reflux.runs");
    expect(rows).toEqual([{ runs: 0 }]);
  });
});

test("a body of 50 MB is refused by its length, and one that never ends by its first bytes; the process lives on", async () => {
  await withServer(async (stage) => {
    await hook(stage, "p", { max_body_bytes: 1_000 });
    const megabyte = Buffer.alloc(1024 * 1024, "x");
    const endless = new ReadableStream({
      pull(controller) {
        controller.enqueue(megabyte);
      },
    });

    const large = await stage.fetch("/hooks/p", {
      method: "POST",
      body: Buffer.alloc(50 * 1024 * 1024, "x"),
    });
    const unsaid = await stage.fetch("/hooks/p", {
      method: "POST",
      body: endless,
      duplex: "half",
    } as RequestInit);

    for (const response of [large, unsaid]) {
      expect(response.status).toBe(413);
      expect(await response.json()).toMatchObject({ error: { code: "RFL05", detail: { limit: 1_000 } } });
    }
    expect((await post(stage, "p", { ok: true })).status).toBe(202);
    const metrics = await stage.fetch("/metrics", { headers: bearer(await stage.token("viewer")) });
    expect(await metrics.text()).toContain("reflux_body_bytes 0\n");
  });
});

test("a client that asks first, with Expect, is told before it sends", async () => {
  await withServer(async (stage) => {
    await hook(stage, "p", { max_body_bytes: 10 });
    const ask = async (length: number) => {
      const socket = connect(Number(new URL(stage.origin).port), "127.0.0.1");
      socket.write(
        `POST /hooks/p HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: ${length}\r\n\r\n`,
      );
      const [chunk] = (await new Promise((resolve) => socket.once("data", (data) => resolve([data])))) as [
        Buffer,
      ];
      socket.destroy();
      return String(chunk).split("\r\n", 1)[0];
    };

    expect(await ask(11)).toBe("HTTP/1.1 413 Payload Too Large");
    expect(await ask(10)).toBe("HTTP/1.1 100 Continue");
  });
});

test("a signature is checked over the bytes, and only the right one passes", async () => {
  await withServer(async (stage) => {
    const { ask, token } = stage;
    const as = await token("editor");
    const set = async (value: string) =>
      await ask(
        "mutation ($input: SetSecretInput!) { setSecret(input: $input) { result { name } } }",
        { input: { name: "shop", value } },
        as,
      );
    await hook(stage, "p", { hmac: { secret: "shop", header: "X-Hub-Signature-256", prefix: "sha256=" } });
    const body = `{"id": 7}`;
    const sign = (key: string, text = body) =>
      `sha256=${createHmac("sha256", key).update(text).digest("hex")}`;
    const call = async (signature?: string) =>
      await send(
        stage,
        "p",
        body,
        "application/json",
        signature === undefined ? {} : { "x-hub-signature-256": signature },
      );

    // Before the secret is set nothing passes, least of all what is signed with nothing.
    expect((await call(sign(""))).status).toBe(401);
    expect((await set("first key")).errors).toEqual([]);
    await eventually("the secret is heard of", async () => (await call(sign("first key"))).status === 202);

    for (const wrong of [
      undefined,
      "",
      sign("another key"),
      sign("first key", `{"id":7}`),
      sign("first key").slice("sha256=".length),
      `${sign("first key")}0`,
      sign("first key").replace(/.$/, (digit) => (digit === "0" ? "1" : "0")),
    ]) {
      const response = await call(wrong);
      expect(response.status, wrong).toBe(401);
      expect(await response.json()).toMatchObject({
        error: { code: "RFP04", hint: expect.stringContaining("sha256") },
      });
    }
    expect((await call(sign("first key").toUpperCase().replace("SHA256=", "sha256="))).status).toBe(202);

    // A new secret takes over; the old one is worth nothing.
    await set("second key");
    await eventually(
      "the new secret is heard of",
      async () => (await call(sign("second key"))).status === 202,
    );
    expect((await call(sign("first key"))).status).toBe(401);
  });
});

test("a caller that waits gets the run's output, its error, or the run to ask for later", async () => {
  await withServer(async (stage) => {
    const { drive } = await hook(stage, "p", { mode: "sync", deadline_seconds: 1 });
    const whileRunning = async (decide?: Parameters<typeof drive>[0]) => {
      const answer = post(stage, "p", { id: 7 });
      await eventually("the run has started", async () => {
        const { rowCount } = await stage.pool.query("select from reflux.runs where finished_at is null");
        return rowCount;
      });
      await drive(decide);
      return await answer;
    };

    const fine = await whileRunning(({ key, input }) => ({ output: key === "work" ? { total: 12 } : input }));
    expect(fine.status).toBe(200);
    expect(await fine.json()).toEqual({ total: 12 });

    const failed = await whileRunning(({ key, input }) =>
      key === "work"
        ? { error: { code: "RFX01", message: "the shop is closed", retry: "never" } }
        : { output: input },
    );
    expect(failed.status).toBe(502);
    expect(await failed.json()).toMatchObject({
      error: { code: "RFX01", message: "the shop is closed", step: "work" },
      run: expect.any(String),
    });

    const late = await post(stage, "p", { id: 8 });
    expect(late.status).toBe(202);
    expect(late.headers.get("location")).toMatch(/^\/runs\/\d+$/);

    const cancelled = post(stage, "p", { id: 9 });
    await eventually("the run is cancelled", async () => {
      const { rowCount } = await stage.pool.query(
        "select reflux.cancel_run(max(id), 'not today') from reflux.runs where finished_at is null and input -> 'body' ->> 'id' = '9' having max(id) is not null",
      );
      return rowCount;
    });
    expect(await (await cancelled).json()).toMatchObject({
      error: { message: "the run was cancelled: not today" },
    });
  });
});

test("a caller that waits is answered although the notification was lost", async () => {
  await withServer(async (stage) => {
    const { drive } = await hook(stage, "p", { mode: "sync", deadline_seconds: 20 });
    const answer = post(stage, "p", { id: 7 });
    await eventually("the run has started", async () => {
      const { rowCount } = await stage.pool.query("select from reflux.runs");
      return rowCount;
    });
    await stage.pool.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'reflux status listen' and datname = current_database()",
    );
    await drive();

    expect((await answer).status).toBe(200);
  });
});

test("a webhook works from its deploy on, changes with the next, and ends with the flow", async () => {
  await withServer(async (stage) => {
    expect((await post(stage, "p", 1)).status).toBe(404);
    await hook(stage, "p");
    await eventually("it is there", async () => (await post(stage, "p", 1)).status === 202);
    expect((await stage.fetch("/hooks/p")).status).toBe(404);
    expect((await stage.fetch("/hooks/p", { method: "HEAD" })).status).toBe(404);

    // The answer to the very next call is by the new config, heard of or not.
    await deploy(stage.pool, "f", webhookFlow("p", { max_body_bytes: 2 }));
    expect((await post(stage, "p", "long enough")).status).toBe(413);

    await stage.pool.query("select reflux.set_flow_enabled('f', false)");
    const disabled = await post(stage, "p", 1);
    expect(disabled.status).toBe(409);
    expect(await disabled.json()).toMatchObject({ error: { code: "RFS04" } });

    await stage.pool.query("select reflux.archive_flow('f')");
    expect((await post(stage, "p", 1)).status).toBe(404);
  });
});

test("a call is judged by the newest config, although the server has not heard of it", async () => {
  await withServer(async (stage) => {
    await hook(stage, "p");
    expect((await post(stage, "p", 1)).status).toBe(202);
    // As a deploy does, without a word to anybody.
    const configure = async (config: object) =>
      await stage.pool.query(
        "with w as (delete from reflux.webhooks returning *) " +
          "insert into reflux.webhooks (flow_id, step, path, method, config) " +
          "select flow_id, step, path, method, config || $1 from w",
        [config],
      );

    await configure({ max_body_bytes: 2 });
    expect((await post(stage, "p", "long enough")).status).toBe(413);
    await configure({ max_body_bytes: 1_000, hmac: { header: "x-signature", algorithm: "sha256" } });
    expect((await post(stage, "p", 1)).status).toBe(401);
  });
});

test("an input that does not fit the flow's schema is refused with every problem", async () => {
  await withServer(async (stage) => {
    await announce(stage.pool);
    const input = { type: "object", properties: { body: { type: "object", required: ["id", "lines"] } } };
    await deploy(stage.pool, "f", { ...webhookFlow("p"), input });
    const response = await post(stage, "p", {});

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { code: "RFV03", detail: { problems: expect.any(Array) } },
    });
  });
});

test("calls are remembered, those that were refused too", async () => {
  await withServer(async (stage) => {
    const { ask, token } = stage;
    await hook(stage, "p", { max_body_bytes: 10 });
    const { run } = (await (await post(stage, "p", 1)).json()) as { run: string };
    await post(stage, "p", "longer than ten");
    const as = await token("viewer");
    const deliveries = await eventually("both are written", async () => {
      const { data } = await ask(
        '{ flowBySlug(slug: "f") { webhookDeliveries(orderBy: PRIMARY_KEY_ASC) { nodes { method path status code bytes durationMs runId } } } }',
        {},
        as,
      );
      const { nodes } = data.flowBySlug.webhookDeliveries;
      return nodes.length === 2 ? nodes : undefined;
    });

    expect(deliveries).toMatchObject([
      { method: "POST", path: "p", status: 202, code: null, bytes: 1, runId: run },
      { method: "POST", path: "p", status: 413, code: "RFL05", runId: null },
    ]);
  });
});

/** Deploys a flow that a webhook starts. */
async function hook({ pool }: Stage, path: string, config: object = {}, slug = "f") {
  const driver = await announce(pool);
  await deploy(pool, slug, webhookFlow(path, config));
  return driver;
}

async function post(
  stage: Stage,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return await send(stage, path, JSON.stringify(body), "application/json", headers);
}

async function send(
  { fetch }: Stage,
  path: string,
  body: string | Uint8Array<ArrayBuffer>,
  type?: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  // Bytes have no type of their own, which fetch would add for text.
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  return await fetch(`/hooks/${path}`, {
    method: "POST",
    headers: { ...(type === undefined ? {} : { "content-type": type }), ...headers },
    body: bytes,
  });
}

async function inputOf({ pool }: Stage, run: string): Promise<{ headers: Record<string, string> }> {
  const { rows } = await pool.query<{ input: { headers: Record<string, string> } }>(
    "select input from reflux.runs where id = $1",
    [run],
  );
  return rows[0]?.input ?? { headers: {} };
}

test("a small body that would be endless written out is refused by name, and starts nothing", async () => {
  await withServer(async (stage) => {
    await hook(stage, "p");
    const of = (number: string, times: number) => `[${Array.from({ length: times }, () => number).join()}]`;
    const refused: readonly (readonly [string, number, string])[] = [
      [of("1e131071", 5_000), 400, "RFV23"],
      [of("1e-16383", 5_000), 400, "RFV23"],
      ["[".repeat(1_000) + "]".repeat(1_000), 400, "RFV23"],
      [of("1e999", 40_000), 413, "RFV04"],
    ];
    for (const [body, status, code] of refused) {
      const response = await send(stage, "p", body, "application/json");
      expect([response.status, await response.json()]).toEqual([
        status,
        { error: expect.objectContaining({ code }) },
      ]);
    }
    const { rows } = await stage.pool.query("select count(*)::int as runs from reflux.runs");
    expect(rows).toEqual([{ runs: 0 }]);

    // Just under the limits: taken, and read again.
    const { run } = (await (await send(stage, "p", of("1e999", 2_000), "application/json")).json()) as {
      run: string;
    };
    const { rows: kept } = await stage.pool.query(
      "select octet_length(input::text) > 2000000 as whole from reflux.runs where id = $1",
      [run],
    );
    expect(kept).toEqual([{ whole: true }]);
  });
});

test("a key that comes back with another body is answered 409, with the run it started; other headers do not matter", async () => {
  await withServer(async (stage) => {
    await hook(stage, "p");
    const key = { "idempotency-key": "order-7" };
    const first = (await (await post(stage, "p", { id: 1 }, key)).json()) as { run: string };

    const other = await post(stage, "p", { id: 2 }, key);
    const again = await post(stage, "p?at=2", { id: 1 }, { ...key, traceparent: "00-1" });

    expect(other.status).toBe(409);
    expect(await other.json()).toMatchObject({
      error: { code: "RFC10", detail: { run: Number(first.run) } },
    });
    expect(await again.json()).toEqual({ run: first.run, replayed: true });
  });
});
