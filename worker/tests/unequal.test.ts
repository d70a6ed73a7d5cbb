/** Workers of one database that may not do the same: a step goes on to one that may run it. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { examine } from "#db/doctor.ts";
import { encryptSecret } from "#db/secrets.ts";
import { startReflux } from "#db/testing/command.ts";
import { createEgress } from "../egress/egress.ts";
import { type Bench, flow, withBench } from "../testing/kit.ts";

afterEach(() => vi.unstubAllEnvs());

const key = (byte: number) => Buffer.alloc(32, byte).toString("base64");

/** Answers 200 on the loopback, which no worker reaches without leave. */
async function withHost(work: (host: string) => Promise<void>): Promise<void> {
  const server = createServer((request, response) =>
    response.end(JSON.stringify(request.headers["x-told"] ?? "")),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // Its own type says so for a server that listens on a port.
  const { port } = server.address() as AddressInfo;
  try {
    await work(`127.0.0.1:${port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const asks = (host: string, headers: object = {}) =>
  flow({ ask: { node: "http.request", config: { url: `http://${host}/`, headers }, retry: { max: 3 } } }, []);

/** A worker that lets nodes reach these private hosts. */
const workerFor = async ({ startWorker }: Bench, allows: readonly string[], concurrency: number) => {
  const { fetch, connect } = createEgress({ allow: allows });
  return await startWorker({ fetch, connect, allows, concurrency });
};
const worker = async (bench: Bench) =>
  (await examine({ DATABASE_URL: bench.url })).find(({ subject }) => subject === "workers");

test("a host that one worker may not reach is reached by another, and no try is charged", () =>
  withHost((host) =>
    withBench(async (bench) => {
      const shut = await workerFor(bench, [], 100);
      const open = await workerFor(bench, [host], 2);

      const ended = await bench.run(asks(host));

      expect(ended).toMatchObject({ state: "succeeded" });
      const tries = await bench.rows(
        "select worker_id, outcome, error ->> 'code' as code from reflux.attempts order by attempt",
      );
      expect(tries).toEqual([
        { worker_id: shut.id(), outcome: "released", code: "RFP03" },
        { worker_id: open.id(), outcome: "succeeded", code: null },
      ]);
      expect(await bench.step(ended.id, "ask")).toMatchObject({ failures: 0 });
      expect(await worker(bench)).toMatchObject({
        state: "warning",
        message: expect.stringMatching(/not equal: .*allows no host: worker \d+/),
      });
    }),
  ));

test("where none of them may, the step fails with what is to be done, and is handed about no more", () =>
  withHost((host) =>
    withBench(async (bench) => {
      await workerFor(bench, [], 100);
      await workerFor(bench, ["elsewhere.internal"], 2);
      await workerFor(bench, ["another.internal"], 2);

      const ended = await bench.run(asks(host));

      expect(ended).toMatchObject({ state: "failed" });
      expect(await bench.attempts(ended.id, "ask")).toEqual(["released", "released", "failed"]);
      const [why] = await bench.rows("select * from reflux.why($1)", ended.id);
      expect(why).toMatchObject({
        reason: expect.stringContaining("RFP03"),
        hint: expect.stringContaining("REFLUX_ALLOW_HOSTS"),
      });
    }),
  ));

test("a secret whose key one worker has not is read by one that has it", () =>
  withHost((host) =>
    withBench(async (bench) => {
      vi.stubEnv("REFLUX_SECRET_KEY", key(8));
      await bench.rows(
        "select reflux_private.store_secret('token', $1)",
        encryptSecret("token", "it is known"),
      );
      await using wrong = startReflux(["worker", "--grace", "1"], {
        env: { DATABASE_URL: bench.url, REFLUX_SECRET_KEY: key(7), REFLUX_ALLOW_HOSTS: host },
      });
      await wrong.printed(/runs \d+ nodes/);
      await workerFor(bench, [host], 2);

      const ended = await bench.run(asks(host, { "x-told": "{{ secrets.token }}" }));

      expect(ended).toMatchObject({ state: "succeeded" });
      expect(await bench.attempts(ended.id, "ask")).toEqual(["released", "succeeded"]);
      expect(await worker(bench)).toMatchObject({
        message: expect.stringMatching(
          /not equal: key [0-9a-f]{8}: worker \d+; key [0-9a-f]{8}: worker \d+$/,
        ),
      });
      wrong.child.kill("SIGTERM");
      await wrong.exited;
    }),
  ));
