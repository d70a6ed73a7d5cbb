import { mkdtempSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { WebSocket } from "ws";
import { eventually } from "#db/testing/eventually.ts";
import { seatLimits } from "../live/seats.ts";
import { announce, deploy, webhookFlow } from "./driver.ts";
import { bearer, withServer } from "./kit.ts";

test("an output under many names is refused by its size, however small it is in the database", async () => {
  await withServer(async ({ pool, ask, token }) => {
    const { drive } = await announce(pool);
    await deploy(pool, "f", webhookFlow("p"));
    const { rows } = await pool.query<{ id: string }>(
      "select id from reflux.start_run('f', jsonb_build_object('text', repeat('x', 2000000)))",
    );
    await drive();
    const run = rows[0]?.id ?? "";
    const names = (count: number) =>
      `{ ${Array.from({ length: count }, (_, i) => `a${i}: stepInput(runId: "${run}", step: "receive")`).join(" ")} }`;
    const as = await token("viewer");

    expect((await ask(names(1), {}, as)).errors).toEqual([]);
    // Large, but an answer all the same, in pieces.
    const { data, errors } = await ask(names(10), {}, as);
    expect(errors).toEqual([]);
    expect(JSON.stringify(data.a9)).toBe(JSON.stringify(data.a0));
    expect((await ask(names(100), {}, as)).errors[0]?.extensions.code).toBe("RFL05");
    expect((await ask(names(450), {}, as)).errors[0]?.extensions.code).toBe("RFL02");
    expect((await ask("{ changeSeq }", {}, as)).errors).toEqual([]);
  });
});

test("one token takes its turns and leaves the others theirs", async () => {
  await withServer(async ({ ask, token }) => {
    const [greedy, other] = [await token("viewer"), await token("viewer")];
    const many = Array.from(
      { length: 40 },
      async (_, i) => await ask(`{ a${i}: runs(first: 500) { nodes { id } } }`, {}, greedy),
    );

    expect((await ask("{ changeSeq }", {}, other)).errors).toEqual([]);
    expect((await Promise.all(many)).flatMap(({ errors }) => errors)).toEqual([]);
  });
});

test("where only registered operations are run, a registered one is, by hash or as text, and no other", async () => {
  const folder = mkdtempSync(join(tmpdir(), "reflux-operations-"));
  writeFileSync(join(folder, "who.graphql"), "query Who {\n  whoami {\n    role\n  }\n}\n");
  await withServer(
    async ({ ask, token }) => {
      const as = await token("admin");

      expect((await ask("query Who {\n  whoami {\n    role\n  }\n}\n", {}, as)).data.whoami.role).toBe(
        "admin",
      );
      expect((await ask("query Who {\n  whoami {\n    role\n  }\n}", {}, as)).data.whoami.role).toBe("admin");
      for (const query of ["{ whoami { role } }", "{ __schema { types { name } } }"]) {
        const { status, errors } = await ask(query, {}, as);
        expect({ status, code: errors[0]?.extensions.code }).toEqual({ status: 400, code: "RFL11" });
      }
    },
    { operations: "persisted", operationsFile: folder },
  );
});

test("a body that stops is refused with RFL10, long before the request's time is over", async () => {
  await withServer(async ({ origin, pool }) => {
    await announce(pool);
    await deploy(pool, "f", webhookFlow("p"));
    const { port, hostname, host } = new URL(origin);
    const socket = connect(Number(port), hostname);
    socket.write(`POST /hooks/p HTTP/1.1\r\nhost: ${host}\r\ncontent-length: 100\r\n\r\n{`);
    let answer = "";
    for await (const chunk of socket) answer += String(chunk);

    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain("RFL10");
  });
});

test("more strangers' websockets than there are seats leave a token its own", async () => {
  await withServer(async ({ origin, token, fetch }) => {
    const as = await token("viewer");
    const url = `${origin.replace("http", "ws")}/graphql`;
    const open = (): WebSocket => new WebSocket(url, "graphql-transport-ws").on("error", () => undefined);
    const strangers = Array.from({ length: seatLimits.strangers + 100 }, open);
    await eventually("they came", () =>
      strangers.every(({ readyState }) => readyState !== WebSocket.CONNECTING),
    );

    const own = open();
    const said: string[] = [];
    own.on("open", () =>
      own.send(JSON.stringify({ type: "connection_init", payload: { authorization: `Bearer ${as}` } })),
    );
    own.on("message", (bytes: Buffer) => said.push(bytes.toString()));
    await eventually("the token is let in", () => said.some((text) => text.includes("connection_ack")));
    await eventually(
      "the oldest strangers are gone",
      () =>
        strangers.filter(({ readyState }) => readyState === WebSocket.OPEN).length <= seatLimits.strangers,
    );
    expect(await (await fetch("/metrics", { headers: bearer(as) })).text()).toMatch(/reflux_websockets \d+/);
    for (const socket of [...strangers, own]) socket.terminate();
  });
});

test("whoever talks too much on a websocket loses it", async () => {
  await withServer(async ({ origin, token }) => {
    const as = await token("viewer");
    const socket = new WebSocket(`${origin.replace("http", "ws")}/graphql`, "graphql-transport-ws");
    const closed = new Promise<number>((resolve) => socket.once("close", resolve));
    socket.on("open", () => {
      socket.send(JSON.stringify({ type: "connection_init", payload: { authorization: `Bearer ${as}` } }));
      for (let n = 0; n < seatLimits.messagesPerSecond * 11; n += 1) socket.send('{"type":"ping"}');
    });

    expect(await closed).toBe(4429);
  });
});

test.for([
  ["nests without end", `{"id":"1","type":"subscribe","payload":${"[".repeat(400)}${"]".repeat(400)}}`],
  [
    "holds a number that nobody can keep",
    '{"id":"1","type":"subscribe","payload":{"variables":{"v":1e9999}}}',
  ],
  ["is made of nothing but lists", `{"id":"1","type":"subscribe","payload":[${"[],".repeat(60_000)}0]}`],
] as const)("a message that %s ends its websocket before it is parsed", async ([, message]) => {
  await withServer(async ({ origin, token }) => {
    const as = await token("viewer");
    const socket = new WebSocket(`${origin.replace("http", "ws")}/graphql`, "graphql-transport-ws");
    const closed = new Promise<string>((resolve) =>
      socket.once("close", (code, reason) => resolve(`${code} ${reason.toString()}`)),
    );
    socket.on("open", () => {
      socket.send(JSON.stringify({ type: "connection_init", payload: { authorization: `Bearer ${as}` } }));
    });
    socket.once("message", () => socket.send(message));

    expect(await closed).toMatch(/^1013 RF(V23|L05) /);
  });
});
