import type { PoolClient } from "pg";
import { paced } from "#db/pace.ts";

/**
 * Stands before graphile-worker where it listens. It believes what it hears: a `jobs:insert` fetches jobs, a
 * `worker:migrate` shuts the queue down. Anybody who can connect can notify both. So the first is passed on at once and
 * then at most 200 times a second, and the second only when the schema's own table says so.
 */
export function shield(client: PoolClient, { most, hasBroken, onError }: ShieldParts): void {
  const pass = client.emit.bind(client);
  let jobs = 0;
  const nudge = paced(() => {
    const count = Math.min(jobs, most);
    jobs = 0;
    pass("notification", { channel: "jobs:insert", payload: JSON.stringify({ count }) });
  }, 5);
  const migrated = paced(() => {
    hasBroken()
      .then(
        (broken) =>
          broken && pass("notification", { channel: "worker:migrate", payload: '{"breaking":true}' }),
      )
      .catch(onError);
  }, 1_000);

  client.emit = (event: string | symbol, ...args: unknown[]): boolean => {
    if (event !== "notification") return pass(event, ...args);
    const { channel, payload } = Object(args[0]);
    if (channel === "jobs:insert") {
      jobs += countOf(payload);
      nudge();
    } else if (channel === "worker:migrate") migrated();
    return true;
  };
}

type ShieldParts = {
  /** Jobs that are fetched for at once. */
  readonly most: number;
  /** Whether graphile-worker's schema was changed since we began, so that we cannot go on. */
  readonly hasBroken: () => Promise<boolean>;
  readonly onError: (error: unknown) => void;
};

/** As graphile-worker's trigger writes it; 1 where it is something else. */
function countOf(payload: unknown): number {
  try {
    const { count } = Object(JSON.parse(String(payload)));
    return Number.isInteger(count) && count > 0 ? Math.min(count, 1_000) : 1;
  } catch {
    return 1;
  }
}
