import { afterAll, beforeAll } from "vitest";
import { createKysely } from "../client.ts";
import { type Counterpart, startCounterpart } from "../samples/counterpart.ts";
import { deploySamples } from "../samples/samples.ts";
import { type Finished, reflux, refluxJson, type Started, startReflux } from "./command.ts";
import { type TestDb, withDb } from "./databases.ts";
import { eventually } from "./eventually.ts";

export type Stack = TestDb & {
  readonly worker: Started;
  readonly counterpart: Counterpart;
  readonly reflux: (args: readonly string[], input?: string) => Promise<Finished>;
  readonly refluxJson: <T>(args: readonly string[], input?: string) => Promise<T>;
  /** Starts a command that goes on. */
  readonly start: (args: readonly string[]) => Started;
  /** Waits until the run has the state. */
  readonly reaches: (run: string, state: string) => Promise<unknown>;
};

/** A database, a real worker process, the samples and their counterpart: what a command works with in real life. */
/** One stack for the tests of a file, which tell their runs apart by number. */
export function useStack(): () => Stack {
  const begun = Promise.withResolvers<Stack>();
  const ended = Promise.withResolvers<void>();
  let stack: Stack | undefined;
  let whole: Promise<void>;
  beforeAll(async () => {
    whole = withStack(async (made) => {
      begun.resolve(made);
      await ended.promise;
    });
    // If it cannot start, that is why the tests fail.
    whole.catch(begun.reject);
    stack = await begun.promise;
  });
  afterAll(async () => {
    ended.resolve();
    await whole;
  });
  return () => {
    if (!stack) throw new Error("the stack is there only within tests");
    return stack;
  };
}

export async function withStack<T>(work: (stack: Stack) => Promise<T>): Promise<T> {
  await using counterpart = await startCounterpart(0);
  return await withDb(async (db) => {
    const env = { DATABASE_URL: db.url, REFLUX_ALLOW_HOSTS: counterpart.address };
    await using worker = startReflux(["worker", "--grace", "1"], { env });
    await worker.printed(/runs \d+ nodes/);
    await deploySamples(createKysely(db.pool), counterpart.url);
    const result = await work({
      ...db,
      worker,
      counterpart,
      reflux: async (args, input = "") => await reflux(args, { env, input }),
      refluxJson: async (args, input = "") => await refluxJson(args, { env, input }),
      start: (args) => startReflux(args, { env }),
      reaches: async (run, state) =>
        await eventually(`run ${run} is ${state}`, async () => {
          const { rows } = await db.pool.query("select from reflux.runs where id = $1 and state = $2", [
            run,
            state,
          ]);
          return rows.length > 0;
        }),
    });
    worker.child.kill("SIGTERM");
    await worker.exited;
    return result;
  });
}
