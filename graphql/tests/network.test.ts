import { expect, test } from "vitest";
import { eventually } from "#db/testing/eventually.ts";
import { announce, deploy, webhookFlow } from "./driver.ts";
import { withNetwork } from "./kit.ts";

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
