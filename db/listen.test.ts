import type pg from "pg";
import { describe, expect, test } from "vitest";
import { createPool } from "./client.ts";
import { type ListenOptions, listen } from "./listen.ts";
import { type TestDb, withEmptyDb } from "./testing/databases.ts";
import { eventually } from "./testing/eventually.ts";
import { startProxy } from "./testing/proxy.ts";

const impatient = { selfTest: { everyMs: 50, withinMs: 300 }, backoff: { firstMs: 10, longestMs: 50 } };

describe("a listener", () => {
  test("hears its channels and nothing else", async () => {
    await withEmptyDb(async ({ pool }) => {
      const heard: unknown[] = [];
      await using listener = listen(pool, ["runs", "Odd name"], (message) => heard.push(message), impatient);
      await listener.ready;

      await pool.query("select pg_notify('other', '0'), pg_notify('runs', '1'), pg_notify('Odd name', '')");

      await eventually("both messages", () => heard.length === 2);
      expect(heard).toEqual([
        { channel: "runs", payload: "1" },
        { channel: "Odd name", payload: "" },
      ]);
    });
  });

  test("takes no connection from the pool", async () => {
    await withEmptyDb(async ({ url }) => {
      const pool = createPool({ connectionString: url, max: 1 });
      const listener = listen(pool, ["runs"], () => undefined, impatient);
      await listener.ready;

      await pool.query("select 1");

      expect(pool.totalCount).toBe(1);
      await listener.stop();
      await pool.end();
    });
  });

  test("catches up once before it is ready, after LISTEN is in force", async () => {
    await withEmptyDb(async ({ pool }) => {
      const heard: string[] = [];
      const onCatchUp = async () => {
        heard.push("catch-up");
        // Committed while the catch-up reads: a gap between the two would lose it.
        await pool.query("notify runs, 'meanwhile'");
      };
      await using listener = listen(pool, ["runs"], ({ payload }) => heard.push(payload), {
        ...impatient,
        onCatchUp,
      });

      await listener.ready;
      await eventually("the message", () => heard.length === 2);

      expect(heard).toEqual(["catch-up", "meanwhile"]);
    });
  });

  test("reconnects and catches up when its backend is killed", async () => {
    await withEmptyDb(async ({ pool }) => {
      await using watch = await watched(pool);

      await killListener(pool);
      await eventually("a second catch-up", () => watch.catchUps === 2);
      await pool.query("notify runs, 'after'");

      await eventually("the message", () => watch.heard.includes("after"));
      expect(watch.lost).toEqual(["RFX05"]);
      expect(watch.listener.isConnected()).toBe(true);
    });
  });

  test("finds out by itself that its connection is dead, without an error from the network", async () => {
    await withProxy(async ({ pool, direct, proxy }) => {
      await using watch = await watched(pool);

      proxy.blackhole();
      await eventually("the listener notices", () => watch.lost.length > 0 && !watch.listener.isConnected());
      await direct.query("notify runs, 'lost'");
      proxy.heal();
      await eventually("a second catch-up", () => watch.catchUps === 2);
      await direct.query("notify runs, 'heard'");

      await eventually("the message", () => watch.heard.length > 0);
      expect(watch.heard).toEqual(["heard"]);
    });
  });

  test("gives a connection up whose catch-up failed, and tries again", async () => {
    await withEmptyDb(async ({ pool }) => {
      let attempts = 0;
      const onCatchUp = () => {
        attempts += 1;
        if (attempts < 3) throw new Error("not yet");
      };
      await using listener = listen(pool, ["runs"], () => undefined, { ...impatient, onCatchUp });

      await listener.ready;

      expect(attempts).toBe(3);
    });
  });

  test("waits longer after each failure, up to a bound", async () => {
    const pauses: number[] = [];
    const pool = createPool({ connectionString: "postgresql://x@127.0.0.1:1/x" });
    const listener = listen(pool, ["runs"], () => undefined, {
      backoff: { firstMs: 8, longestMs: 64 },
      onLost: (_, retryInMs) => pauses.push(retryInMs),
    });

    await eventually("seven attempts", () => pauses.length >= 7);
    await listener.stop();
    await pool.end();

    const longest = [8, 16, 32, 64, 64, 64, 64];
    for (const [index, most] of longest.entries()) {
      expect(pauses[index]).toBeGreaterThanOrEqual(most / 2 - 1);
      expect(pauses[index]).toBeLessThanOrEqual(most);
    }
  });

  test("stops when its signal says so, also while it cannot connect", async () => {
    const stop = new AbortController();
    const pool = createPool({ connectionString: "postgresql://x@127.0.0.1:1/x" });
    const listener = listen(pool, ["runs"], () => undefined, { signal: stop.signal });

    stop.abort();

    await expect(listener.ready).rejects.toMatchObject({ code: "RFX05" });
    await listener.stop();
    await pool.end();
  });

  test("leaves no connection behind when it stops in the middle of a catch-up", async () => {
    await withEmptyDb(async ({ pool }) => {
      const entered = Promise.withResolvers<void>();
      const onCatchUp = async () => {
        entered.resolve();
        await new Promise(() => undefined);
      };
      const listener = listen(pool, ["runs"], () => undefined, { ...impatient, onCatchUp });
      await entered.promise;

      await listener.stop();
    });
  });
});

async function watched(pool: pg.Pool, options: ListenOptions = {}) {
  const state = { heard: [] as string[], lost: [] as string[], catchUps: 0 };
  const listener = listen(pool, ["runs"], ({ payload }) => state.heard.push(payload), {
    ...impatient,
    onCatchUp: () => {
      state.catchUps += 1;
    },
    onLost: ({ code }) => state.lost.push(code),
    ...options,
  });
  await listener.ready;
  return Object.assign(state, { listener, [Symbol.asyncDispose]: () => listener.stop() });
}

async function killListener(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query(
    "select pg_terminate_backend(pid) as killed from pg_stat_activity " +
      "where datname = current_database() and application_name like '% listen'",
  );
  expect(rows).toEqual([{ killed: true }]);
}

async function withProxy(
  work: (tools: {
    pool: pg.Pool;
    direct: TestDb["pool"];
    proxy: Awaited<ReturnType<typeof startProxy>>;
  }) => Promise<void>,
): Promise<void> {
  await withEmptyDb(async ({ url, pool: direct }) => {
    await using proxy = await startProxy(url);
    const pool = createPool({ connectionString: proxy.url });
    await work({ pool, direct, proxy });
    await pool.end();
  });
}
