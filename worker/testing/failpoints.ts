import type { Pool } from "pg";

/**
 * How a call into the engine fails, although nothing is wrong with it. `before`: it never reaches the database.
 * `after`: it is committed, and the caller is told that it failed. `late`: the caller is told so at once, and it is
 * committed a while later.
 */
export type Failpoint = "before" | "after" | "late";

/** Of a call by its name (`complete`, `take`, …), and how many there were with that name: how it fails, if it does. */
export type Decide = (call: string, count: number) => Failpoint | undefined;

const LATE_MS = 300;

/** A pool whose engine calls fail where the test wants it. Everything else of the pool is as it was. */
export function withFailpoints(pool: Pool, decide: Decide): Pool {
  const counts = new Map<string, number>();
  const lost = () => new Error("Connection terminated unexpectedly");
  const query = async (config: unknown, values?: unknown[]): Promise<unknown> => {
    const name = callOf(config);
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    const run = () => (values ? pool.query(String(config), values) : pool.query(config as string));
    switch (name === "" ? undefined : decide(name, count)) {
      case "before":
        throw lost();
      case "after":
        await run();
        throw lost();
      case "late":
        setTimeout(() => void run().catch(() => undefined), LATE_MS);
        throw lost();
      case undefined:
        return await run();
    }
  };
  return new Proxy(pool, {
    get: (target, key) => {
      if (key === "query") return query;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

function callOf(config: unknown): string {
  const name = typeof config === "object" && config !== null && "name" in config ? String(config.name) : "";
  return name.startsWith("reflux:") ? name.slice("reflux:".length) : "";
}
