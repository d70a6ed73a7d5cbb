import { expect, test } from "vitest";
import { eventually } from "#db/testing/eventually.ts";
import { announce, deploy, webhookFlow } from "./driver.ts";
import { bearer, withNetwork } from "./kit.ts";

test("a call whose commit was not heard of is answered 503, and the same key gives the run it started", async () => {
  await withNetwork(async ({ pool, proxy, fetch }) => {
    await announce(pool);
    await deploy(pool, "f", webhookFlow("p"));
    const call = async () =>
      await fetch("/hooks/p", { method: "POST", body: "1", headers: { "idempotency-key": "k" } });
    proxy.loseReplyTo("receive_webhook");
    const lost = await call();
    const again = await call();

    expect(lost.status).toBe(503);
    expect(lost.headers.get("retry-after")).toBe("1");
    expect(await lost.json()).toMatchObject({ error: { code: "RFX05" } });
    expect(again.status).toBe(202);
    expect(await again.json()).toMatchObject({ replayed: true });
    const { rows } = await pool.query("select count(*)::int as runs from reflux.runs");
    expect(rows).toEqual([{ runs: 1 }]);
  });
});

test("with its database out of reach the server lives, says so, and comes back by itself", async () => {
  await withNetwork(async ({ proxy, fetch, ask, token }) => {
    const as = await token("viewer");
    const ready = async () => (await fetch("/readyz")).status;
    expect(await ready()).toBe(200);

    proxy.blackhole();
    expect(await ready()).toBe(503);
    expect((await fetch("/healthz")).status).toBe(200);
    expect(await ask("{ __typename }", {}, as)).toMatchObject({
      status: 503,
      errors: [{ extensions: { code: "RFX05" } }],
    });

    proxy.heal();
    proxy.cut();
    await eventually("it is back", async () => (await ready()) === 200, { withinMs: 20_000 });
    expect(await ask("{ changeSeq }", {}, as)).toMatchObject({ status: 200 });
  });
});

test("connections that break under it harm no later request, and nothing is logged as ours", async () => {
  await withNetwork(async ({ proxy, ask, token, lines }) => {
    const as = await token("viewer");
    for (let round = 0; round < 5; round += 1) {
      expect(await ask("{ flows { nodes { id } } }", {}, as)).toMatchObject({ status: 200 });
      proxy.cut();
      await eventually(
        "it answers again",
        async () => (await ask("{ flows { nodes { id } } }", {}, as)).errors.length === 0,
      );
    }
    expect(lines.filter((line) => line.startsWith("error"))).toEqual([]);
  });
});

test("nobody is told where the database is when it cannot be reached", async () => {
  await withNetwork(async ({ proxy, fetch, token, pool, server }) => {
    await announce(pool);
    await deploy(pool, "f", webhookFlow("p"));
    const as = bearer(await token("viewer"));
    const { host, port, database } = pool.options;
    const through = new URL(proxy.url).port;
    const names = [host, String(port), through, database, "reflux_api", "ECONN", "ENOENT", "PGSQL", "5432"];
    await proxy[Symbol.asyncDispose]();

    const asked: string[] = [];
    for (const route of server.routes) {
      for (const method of [...route.methods, "OPTIONS"]) {
        for (const headers of [{}, as, { authorization: `Bearer rfx_${"a".repeat(43)}` }]) {
          const path = route.path.replace("*", "p");
          const body = ["GET", "HEAD"].includes(method) ? {} : { body: '{"query":"{ __typename }"}' };
          const answer = await fetch(path, {
            method,
            headers: { ...headers, "content-type": "application/json" },
            ...body,
          });
          const text = await answer.text();
          // The page itself says nothing of its server.
          if (!text.startsWith("<!doctype")) asked.push(`${method} ${path} ${answer.status}: ${text}`);
        }
      }
    }

    expect(asked.some((line) => line.includes("RFX05"))).toBe(true);
    const isTold = (line: string) => names.some((name) => name !== undefined && line.includes(name));
    expect(asked.filter(isTold)).toEqual([]);
  });
});
