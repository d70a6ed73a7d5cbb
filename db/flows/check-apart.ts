/**
 * Checks the expressions and the SQL of a flow in a process of its own. A parser can be fed a line that costs it minutes, and a
 * server that answers others cannot wait for it. The process knows nothing but the document, is killed when its time
 * is up, and two run at once. Its time is what it works, not what it waits: a busy machine refuses no flow.
 */

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { text } from "node:stream/consumers";
import { checkExpressions } from "#language/flow/check/deployed-expressions.ts";
import type { Defect } from "#language/flow/problem.ts";
import { parseJson } from "#language/json.ts";
import { RefluxError } from "../errors.ts";

/** Processor time, its start included. Where no shell can limit it, time by the clock. */
const CPU_SECONDS = 5;
const SHELL = "/bin/sh";
const DEADLINE_MS = 60_000;
const MAX_PROCESSES = 2;
const MAX_WAITING = 50;
const MAX_PROBLEMS = 1_000;
const SQL_STEP = '"postgres.query';

const waiting: (() => void)[] = [];
let running = 0;

/** What `checkExpressions` and `checkStatements` say of a document; one problem, RFL08, when it does not come to an end. */
export async function checkApart(
  document: unknown,
  limits: { readonly cpuSeconds?: number; readonly deadlineMs?: number } = {},
): Promise<readonly Defect[]> {
  const json = JSON.stringify(document) ?? "null";
  if (!json.includes("{{") && !json.includes(SQL_STEP)) return [];
  await takeTurn();
  try {
    return await ask(json, limits.cpuSeconds ?? CPU_SECONDS, limits.deadlineMs ?? DEADLINE_MS);
  } finally {
    endTurn();
  }
}

async function ask(json: string, cpuSeconds: number, deadlineMs: number): Promise<readonly Defect[]> {
  const { promise, resolve } = Promise.withResolvers<readonly Defect[]>();
  const program = [process.execPath, "--max-old-space-size=256", "--no-wasm-tier-up", import.meta.filename];
  const limits = ["-c", `ulimit -c 0; ulimit -t ${cpuSeconds}; exec "$@"`, "sh"];
  const canLimit = existsSync(SHELL);
  const [command = "", ...args] = canLimit ? [SHELL, ...limits, ...program] : program;
  const child = execFile(
    command,
    args,
    {
      env: {},
      timeout: canLimit ? deadlineMs : Math.min(deadlineMs, cpuSeconds * 1_000),
      killSignal: "SIGKILL",
      maxBuffer: 2 ** 24,
    },
    // Its own output, so its own type.
    (error, answer) => resolve(error ? [tooCostly] : (JSON.parse(answer) as Defect[])),
  );
  // A child that was killed reads no more; how it ended says the callback.
  child.stdin?.on("error", () => undefined);
  child.stdin?.end(json);
  return await promise;
}

const tooCostly: Defect = {
  path: "",
  code: "RFL08",
  message: "the expressions or statements of the flow take too long to read",
  hint: "Look for nested ?? and ?:, and split long expressions over several transform steps.",
};

/** First come, first served. */
async function takeTurn(): Promise<void> {
  if (running < MAX_PROCESSES) {
    running++;
    return;
  }
  if (waiting.length >= MAX_WAITING) {
    throw new RefluxError("RFL01", "too many flows are being checked", { hint: "try again in a moment" });
  }
  await new Promise<void>((resolve) => waiting.push(resolve));
}

function endTurn(): void {
  const next = waiting.shift();
  if (next) next();
  else running--;
}

if (import.meta.main) {
  const json = await text(process.stdin);
  const document: unknown = parseJson(json);
  const problems = checkExpressions(document);
  if (json.includes(SQL_STEP)) {
    // Loaded here: who calls `checkApart` has no parser of SQL in his process.
    const { checkStatements } = await import("./check-statements.ts");
    problems.push(...(await checkStatements(document)));
  }
  process.stdout.write(JSON.stringify(problems.slice(0, MAX_PROBLEMS)));
}
