import { createHash } from "node:crypto";
import { Worker } from "node:worker_threads";
import { NodeError } from "../sdk/index.ts";
import type { StatementProblem } from "./read-statement.ts";

/**
 * Throws RFV10 unless `text` is one statement that reads or writes rows, as Postgres' own grammar reads it: no
 * `commit`, no `set role`, no `do`, no function that reaches beyond rows. The parser runs in a thread that starts with
 * the first statement and may die of a text without harm. What was found good is remembered, for a step's statement
 * is the same every time.
 */
export async function requireSingleStatement(text: string): Promise<void> {
  const hash = createHash("sha256").update(text).digest("base64");
  if (good.has(hash)) return;
  const problem = await read(text);
  if (problem) throw new NodeError("RFV10", problem.message, { hint: problem.hint });
  if (good.size >= MOST_REMEMBERED) good.clear();
  good.add(hash);
}

const MOST_REMEMBERED = 10_000;
const DEADLINE_MS = 5_000;
const good = new Set<string>();

type Reader = { readonly ask: (text: string) => Promise<StatementProblem | undefined> };
type Answer = { readonly id: number; readonly problem: StatementProblem | undefined };
let reader: Reader | undefined;

async function read(text: string): Promise<StatementProblem | undefined> {
  reader ??= startReader();
  return await reader.ask(text);
}

/** One thread, one text at a time. A text that it dies of, or that takes too long, is refused, and those behind it go to a new one. */
function startReader(): Reader {
  const thread = new Worker(new URL("./reader-thread.ts", import.meta.url), { env: {}, execArgv: [] });
  thread.unref();
  const waiting = new Map<number, (problem: StatementProblem | undefined) => void>();
  let last = 0;
  let queue = Promise.resolve();
  const end = () => {
    if (reader === self) reader = undefined;
    void thread.terminate();
    for (const answer of waiting.values()) answer(UNREADABLE);
    waiting.clear();
  };
  thread.on("message", ({ id, problem }: Answer) => {
    waiting.get(id)?.(problem);
    waiting.delete(id);
  });
  thread.on("error", end);
  thread.on("exit", end);
  const self: Reader = {
    ask: async (text) => {
      const before = queue;
      const done = Promise.withResolvers<void>();
      queue = done.promise;
      await before;
      try {
        if (reader !== self) return await read(text);
        return await askThread(text);
      } finally {
        done.resolve();
      }
    },
  };
  const askThread = async (text: string) => {
    const { promise, resolve } = Promise.withResolvers<StatementProblem | undefined>();
    const id = ++last;
    waiting.set(id, resolve);
    const timer = setTimeout(end, DEADLINE_MS);
    thread.postMessage({ id, text });
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
    }
  };
  return self;
}

const UNREADABLE: StatementProblem = {
  message: "the statement cannot be read: it is nested too deeply, or takes too long",
  hint: "Split it over several steps.",
};
