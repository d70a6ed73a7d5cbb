/**
 * A few child processes for expressions that could loop, grow or recurse without end. Worker threads would not do: a
 * thread that runs out of memory takes the whole process with it. A child is given JSON, gives JSON, and is killed
 * past its deadline. It has no environment, so it knows no secret but those in its scope. Children start when first
 * needed and end when idle.
 */
import { SandboxChild } from "./sandbox-child.ts";
import type { IsolatedRequest } from "./sandbox-protocol.ts";

const MAX_CHILDREN = 2;
const IDLE_MS = 30_000;

const idle: SandboxChild[] = [];
const waiting: (() => void)[] = [];
let busy = 0;
let idleTimer: NodeJS.Timeout | undefined;

/** The expression's value, computed in a child process; undefined when it gives nothing. */
export async function isolate(request: IsolatedRequest, signal?: AbortSignal): Promise<unknown> {
  await takeTurn();
  try {
    signal?.throwIfAborted();
    const child = idle.pop() ?? (await SandboxChild.start());
    try {
      return await child.evaluate(request, signal);
    } finally {
      if (child.alive) idle.push(child);
    }
  } finally {
    endTurn();
  }
}

/** Ends the children that nobody is using. They would end by themselves; tests and a stopping worker need not wait. */
export function closeSandbox(): void {
  clearTimeout(idleTimer);
  for (const child of idle.splice(0)) child.kill();
}

/** First come, first served. The wait is bounded by those before, each of which has its deadline. */
async function takeTurn(): Promise<void> {
  clearTimeout(idleTimer);
  if (busy === MAX_CHILDREN) await new Promise<void>((resolve) => waiting.push(resolve));
  else busy++;
}

function endTurn(): void {
  const next = waiting.shift();
  if (next) return next();
  busy--;
  if (busy === 0) idleTimer = setTimeout(closeSandbox, IDLE_MS).unref();
}
