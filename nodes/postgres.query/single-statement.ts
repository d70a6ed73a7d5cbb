import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { type Asking, startAsking } from "#child/asking.ts";
import { withWebAssembly } from "#child/child.ts";
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
let reader: Reader | undefined;

type Reader = Asking<string, StatementProblem | null>;

async function read(text: string): Promise<StatementProblem | undefined> {
  if (!reader?.alive()) reader = startReader();
  try {
    return (await reader.ask(text, { timeoutMs: DEADLINE_MS })) ?? undefined;
  } catch {
    reader.kill();
    return UNREADABLE;
  }
}

function startReader(): Reader {
  return startAsking({
    program: fileURLToPath(new URL("./reader-child.ts", import.meta.url)),
    memoryMb: 256,
    ...withWebAssembly,
    maxBytes: 65_536,
  });
}

const UNREADABLE: StatementProblem = {
  message: "the statement cannot be read: it is nested too deeply, or takes too long",
  hint: "Split it over several steps.",
};
