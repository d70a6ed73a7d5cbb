/** A real worker process among servers that mean it harm: it lives, stays small, and other steps are run. */
import { readFileSync } from "node:fs";
import { afterEach, expect, test, vi } from "vitest";
import { endSpawned, spawnWorker } from "../testing/faults/spawn.ts";
import { hostilities } from "../testing/hostile/hostilities.ts";
import { startHostileHttp } from "../testing/hostile/http.ts";
import { startHostilePostgres } from "../testing/hostile/postgres.ts";
import { type Bench, flow, withBench } from "../testing/kit.ts";

vi.setConfig({ testTimeout: 180_000 });
afterEach(() => endSpawned("SIGKILL"));

const MB = 2 ** 20;
/** What a worker has when it idles, and some for what it is doing. Each attack would take more by itself. */
const MOST_RSS = 450 * MB;

/** The lease is a long one: on a busy machine a step that runs again would hide what it did to its worker. */
async function withWorkerProcess(work: (bench: Bench) => Promise<void>): Promise<void> {
  const attacked = async (bench: Bench) => {
    const worker = await spawnWorker({ url: bench.url });
    try {
      await work(bench);
      expect((await bench.run(flow({ good: {} }))).state).toBe("succeeded");
      expect(peakRss(worker.pid)).toBeLessThan(MOST_RSS);
    } finally {
      await endSpawned("SIGTERM");
    }
  };
  await withBench(attacked, { lease: "30 seconds" });
}

/** The most it ever had. */
function peakRss(pid: number): number {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) * 1_024;
}

const OPTIONS = { retry: { max: 0 }, timeout: "15s" };

/** All at once, each in a run of its own; how their steps ended. */
async function endings({ deploy, start, finished, step }: Bench, steps: Readonly<Record<string, object>>) {
  return await Promise.all(
    Object.entries(steps).map(async ([name, config], index) => {
      const slug = `attack-${index}`;
      await deploy(slug, flow({ attack: { ...config, ...OPTIONS } }));
      const run = await finished(await start(slug), 120_000);
      const { losses, error } = await step(run.id, "attack");
      return { name, state: run.state, losses, code: error?.code };
    }),
  );
}

const query = (config: object) => ({ node: "postgres.query", config });

test("no database harms a worker", () =>
  withWorkerProcess(async (bench) => {
    const peers = await Promise.all(
      Object.entries(hostilities).map(async ([name, hostility]) => ({
        name,
        ...(await startHostilePostgres(hostility)),
      })),
    );
    try {
      const steps = peers.map(({ name, port }) => {
        const connection = `postgres://a:b@127.0.0.1:${port}/d`;
        return [name, query({ text: "select 1", connection, timeout: "5s" })] as const;
      });
      const own = query({ text: "select repeat('x', 100000000)" });

      const ended = await endings(bench, { ...Object.fromEntries(steps), "our own database": own });

      const held = { state: "failed", losses: 0, code: expect.stringMatching(/^RF(L07|X05)$/) };
      expect(ended).toEqual(ended.map(({ name }) => ({ name, ...held })));
      expect(ended.at(-1)).toMatchObject({ code: "RFL07" });
    } finally {
      await Promise.all(peers.map(({ stop }) => stop()));
    }
  }));

test("no web server harms a worker", () =>
  withWorkerProcess(async (bench) => {
    const peer = await startHostileHttp();
    try {
      const steps = peer.paths.map((path) => {
        const config = { url: `http://127.0.0.1:${peer.port}/${path}`, timeout: "5s" };
        return [path, { node: "http.request", config }] as const;
      });

      const ended = await endings(bench, Object.fromEntries(steps));

      // A number that is too large is read as one that JSON does not have, and that is null.
      const state = (name: string) => (name === "long-number" ? "succeeded" : "failed");
      expect(ended).toMatchObject(ended.map(({ name }) => ({ name, state: state(name), losses: 0 })));
    } finally {
      await peer.stop();
    }
  }));
