import { type ChildProcess, fork } from "node:child_process";
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { NodeError } from "../sdk/index.ts";
import type { StatementProblem } from "./read-statement.ts";

/**
 * Throws RFV10 unless `text` is one statement that reads or writes rows, as Postgres' own grammar reads it: no
 * `commit`, no `set role`, no `do`, no function that reaches beyond rows. The parser runs in a process that starts
 * with the first statement and may die of a text without harm. What was found good is remembered, for a step's
 * statement is the same every time.
 */
export async function requireSingleStatement(text: string): Promise<void> {
  const hash = createHash("sha256").update(text).digest("base64");
  if (good.has(hash)) return;
  const reading = turn.then(() => read(text));
  turn = reading.catch(() => undefined);
  const problem = await reading;
  if (problem) throw new NodeError("RFV10", problem.message, { hint: problem.hint });
  if (good.size >= MOST_REMEMBERED) good.clear();
  good.add(hash);
}

const MOST_REMEMBERED = 10_000;
const DEADLINE_MS = 5_000;
const good = new Set<string>();

/** One text at a time: when the reader dies, it is of that one. */
let turn: Promise<unknown> = Promise.resolve();
let reader: ChildProcess | undefined;

async function read(text: string): Promise<StatementProblem | undefined> {
  reader ??= startReader();
  const child = reader;
  const { promise, resolve } = Promise.withResolvers<StatementProblem | undefined>();
  const die = () => {
    reader = undefined;
    child.kill("SIGKILL");
    resolve(UNREADABLE);
  };
  const timer = setTimeout(die, DEADLINE_MS);
  const onMessage = (answer: { readonly problem?: StatementProblem }) => resolve(answer.problem);
  child.once("message", onMessage).once("exit", die).once("error", die);
  child.send({ text }, (error) => error && die());
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    child.off("message", onMessage).off("exit", die).off("error", die);
    // What listens holds on to the channel; an idle reader keeps no process alive.
    child.channel?.unref();
  }
}

/** Without our environment; and what it compiles it does not compile again to be faster, which takes half a gigabyte. */
function startReader(): ChildProcess {
  const child = fork(fileURLToPath(new URL("./reader-child.ts", import.meta.url)), {
    env: {},
    execArgv: ["--max-old-space-size=256", "--no-wasm-tier-up"],
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  child.on("error", () => undefined);
  child.on("exit", () => {
    if (reader === child) reader = undefined;
  });
  child.unref();
  return child;
}

const UNREADABLE: StatementProblem = {
  message: "the statement cannot be read: it is nested too deeply, or takes too long",
  hint: "Split it over several steps.",
};
