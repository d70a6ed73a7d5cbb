import { type ModuleProgram, startModule } from "#child/module.ts";
import { type Backoff, supervise as watchOver } from "#child/supervise.ts";
import { RefluxError } from "#db/errors.ts";

/** A command of ours that `dev` keeps running, until it ends itself. */
export type Service = ModuleProgram & {
  readonly name: string;
  readonly onRestart?: (why: string, pauseMs: number) => void;
  readonly backoff?: Backoff;
};

export type Supervised = {
  /** What the child said when it did its work for the first time. Rejects when it ends before that. */
  readonly ready: Promise<Readiness>;
  readonly pid: () => number | undefined;
  /** Asks the child to stop and waits; after `graceMs` it is killed. */
  stop(graceMs: number): Promise<void>;
  kill(): void;
};

export type Readiness = { readonly url?: string };

export function supervise({ name, onRestart, backoff, ...program }: Service): Supervised {
  const { ready, current, stop, kill } = watchOver({ start: () => startModule(program), onRestart, backoff });
  const readiness = ready.then(
    // What `announceReady` of db/cli/lifetime.ts says.
    (said) => said as Readiness,
    (error: Error) => {
      throw new RefluxError("RFI07", `the ${name} did not start (${error.message})`);
    },
  );
  readiness.catch(() => undefined);
  return { ready: readiness, pid: () => current()?.pid, stop, kill };
}
