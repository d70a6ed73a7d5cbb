/**
 * Checks the expressions and the SQL of a flow in a process of its own. A parser can be fed a line that costs it minutes, and a
 * server that answers others cannot wait for it. The process knows nothing but the document, is killed when its time
 * is up, and two run at once. Its time is what it works, not what it waits: a busy machine refuses no flow.
 */

import { startAsking } from "#child/asking.ts";
import { withWebAssembly } from "#child/child.ts";
import { canLimit } from "#child/limits.ts";
import { createTurns } from "#child/turns.ts";
import { checkExpressions } from "#language/flow/check/deployed-expressions.ts";
import type { Defect } from "#language/flow/problem.ts";
import { parseJson } from "#language/json.ts";
import { RefluxError } from "../errors.ts";

/** Processor time, its start included. Where nothing limits it, time by the clock. */
const CPU_SECONDS = 5;
const DEADLINE_MS = 60_000;
const MAX_PROCESSES = 2;
const MAX_WAITING = 50;
const MAX_PROBLEMS = 1_000;
const ANSWER_BYTES = 2 ** 24;
const SQL_STEP = '"postgres.query';

const turns = createTurns(MAX_PROCESSES, {
  mostWaiting: MAX_WAITING,
  full: () => new RefluxError("RFL01", "too many flows are being checked", { hint: "try again in a moment" }),
});

/** What `checkExpressions` and `checkStatements` say of a document; one problem, RFL08, when it does not come to an end. */
export async function checkApart(
  document: unknown,
  limits: { readonly cpuSeconds?: number; readonly deadlineMs?: number } = {},
): Promise<readonly Defect[]> {
  const json = JSON.stringify(document) ?? "null";
  if (!json.includes("{{") && !json.includes(SQL_STEP)) return [];
  const { cpuSeconds = CPU_SECONDS, deadlineMs = DEADLINE_MS } = limits;
  return await turns.run(() => ask(json, cpuSeconds, deadlineMs));
}

async function ask(json: string, cpuSeconds: number, deadlineMs: number): Promise<readonly Defect[]> {
  const timeoutMs = canLimit ? deadlineMs : Math.min(deadlineMs, cpuSeconds * 1_000);
  const program = { program: import.meta.filename, ...withWebAssembly };
  const limits = { memoryMb: 256, cpuSeconds, maxBytes: ANSWER_BYTES };
  const child = startAsking<string, readonly Defect[]>({ ...program, ...limits }, { startMs: timeoutMs });
  try {
    return await child.ask(json, { timeoutMs });
  } catch {
    return [tooCostly];
  } finally {
    child.kill();
  }
}

const tooCostly: Defect = {
  path: "",
  code: "RFL08",
  message: "the expressions or statements of the flow take too long to read",
  hint: "Look for nested ?? and ?:, and split long expressions over several transform steps.",
};

if (import.meta.main) {
  const { answerAll } = await import("#child/inside/answer.ts");
  // Only `ask` asks.
  answerAll((question) => check(question as string), ANSWER_BYTES);
}

async function check(json: string): Promise<readonly Defect[]> {
  const document: unknown = parseJson(json);
  const problems = checkExpressions(document);
  if (json.includes(SQL_STEP)) {
    // Loaded here: who calls `checkApart` has no parser of SQL in his process.
    const { checkStatements } = await import("./check-statements.ts");
    problems.push(...(await checkStatements(document)));
  }
  return problems.slice(0, MAX_PROBLEMS);
}
