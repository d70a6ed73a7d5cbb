import { type Child, type ChildProgram, startChild } from "./child.ts";

/**
 * A child that answers: each question has an id, and its answer or its error comes back under it. Its other end is
 * `inside/answer.ts`. One that does not answer in time, or whose asker gives up, is ended: it may be in a loop of its
 * own, and everything else that it was asked fails with it.
 */
export type Asking<Question, Answer> = Pick<Child, "alive" | "ended" | "kill" | "pid" | "stop"> & {
  /** Resolves when it listens. Rejects when it ends before that, or is late. */
  readonly ready: Promise<void>;
  ask(
    question: Question,
    options: { readonly timeoutMs: number; readonly signal?: AbortSignal | undefined },
  ): Promise<Answer>;
};

/** What became of a question, when that is no answer. */
export class ChildError extends Error {
  override readonly name = "ChildError";
  /** `late`: no answer in time. `ended`: the child is gone. `refused`: it answered with an error. */
  readonly what: "late" | "ended" | "refused";

  constructor(what: ChildError["what"], message: string) {
    super(message);
    this.what = what;
  }
}

type Said =
  | { readonly ready: true }
  | { readonly id: number; readonly answer?: unknown }
  | { readonly id: number; readonly error: string };

const START_MS = 15_000;

/** An idle one keeps this process from ending no longer than it is asked something. */
export function startAsking<Question, Answer>(
  program: ChildProgram,
  { startMs = START_MS }: { readonly startMs?: number } = {},
): Asking<Question, Answer> {
  const open = new Map<number, PromiseWithResolvers<unknown>>();
  const hello = Promise.withResolvers<unknown>();
  let last = 0;
  // Only `inside/answer.ts` writes to this channel: what came of a question is inside its answer.
  const child = startChild(program, ({ message }) => {
    const said = message as Said;
    if ("ready" in said) return hello.resolve(undefined);
    const asked = open.get(said.id);
    if ("error" in said) asked?.reject(new ChildError("refused", said.error));
    else asked?.resolve(said.answer);
  });
  void child.ended.then((why) => {
    for (const asked of [hello, ...open.values()]) asked.reject(new ChildError("ended", why));
  });

  const inTime = async (
    asked: PromiseWithResolvers<unknown>,
    timeoutMs: number,
    signal?: AbortSignal,
  ): Promise<unknown> => {
    const giveUp = (error: unknown, why: string) => {
      asked.reject(error);
      child.kill(why);
    };
    const why = `it did not answer within ${timeoutMs} ms`;
    const late = setTimeout(() => giveUp(new ChildError("late", why), why), timeoutMs);
    const onAbort = () => giveUp(signal?.reason, "nobody waits for its answer");
    signal?.addEventListener("abort", onAbort);
    // An idle child must not keep this process from ending; one at work must.
    child.keepAlive(true);
    try {
      return await asked.promise;
    } finally {
      clearTimeout(late);
      signal?.removeEventListener("abort", onAbort);
      if (open.size <= 1) child.keepAlive(false);
    }
  };
  const ready = inTime(hello, startMs).then(() => undefined);
  ready.catch(() => undefined);
  const { alive, ended, kill, pid, stop } = child;
  return {
    alive,
    ended,
    kill,
    pid,
    stop,
    ready,
    ask: async (question, { timeoutMs, signal }) => {
      await ready;
      signal?.throwIfAborted();
      const id = ++last;
      const asked = Promise.withResolvers<unknown>();
      open.set(id, asked);
      if (!child.alive()) asked.reject(new ChildError("ended", await child.ended));
      else child.send({ id, question });
      try {
        // What the program answers is known to whoever wrote both.
        return (await inTime(asked, timeoutMs, signal)) as Answer;
      } finally {
        open.delete(id);
      }
    },
  };
}
