/**
 * A few child processes for expressions that could loop, grow or recurse without end. Worker threads would not do: a
 * thread that runs out of memory takes the whole process with it. A child is given JSON, gives JSON, and is killed
 * past its deadline. It has no environment, so it knows no secret but those in its scope. Children start when first
 * needed and end when idle.
 */
import { createTurns } from "#child/turns.ts";
import { evaluateIn, type SandboxChild, startSandboxChild } from "./sandbox-child.ts";
import type { IsolatedRequest } from "./sandbox-protocol.ts";

const MAX_CHILDREN = 2;
const IDLE_MS = 30_000;

const idle: SandboxChild[] = [];
/** The wait for one is bounded by those before, each of which has its deadline. */
const turns = createTurns(MAX_CHILDREN);
let idleTimer: NodeJS.Timeout | undefined;

/** The expression's value, computed in a child process; undefined when it gives nothing. */
export async function isolate(request: IsolatedRequest, signal?: AbortSignal): Promise<unknown> {
  clearTimeout(idleTimer);
  try {
    return await turns.run(async () => {
      signal?.throwIfAborted();
      const child = idle.pop() ?? (await startSandboxChild());
      try {
        return await evaluateIn(child, request, signal);
      } finally {
        if (child.alive()) idle.push(child);
      }
    });
  } finally {
    if (turns.busy() === 0) idleTimer = setTimeout(closeSandbox, IDLE_MS).unref();
  }
}

/** Ends the children that nobody is using. They would end by themselves; tests and a stopping worker need not wait. */
export function closeSandbox(): void {
  clearTimeout(idleTimer);
  for (const child of idle.splice(0)) child.kill();
}
