import { fileURLToPath } from "node:url";
import { type Asking, ChildError, startAsking } from "#child/asking.ts";
import { NodeError } from "#nodes/sdk/error.ts";
import { tooCostly } from "./admit.ts";
import { tooLate } from "./prepare.ts";
import { type IsolatedAnswer, type IsolatedRequest, MAX_ANSWER_BYTES } from "./sandbox-protocol.ts";

/** The largest payload as text and as values, and what is made of it. */
const MEMORY_MB = 512;
/** A child ends an evaluation by itself where it can. Past this it is stuck in one long call, and killed. */
const GRACE_MS = 250;
const PROGRAM = fileURLToPath(new URL("./sandbox-main.ts", import.meta.url));

/** One child process. It evaluates one expression at a time. */
export type SandboxChild = Asking<IsolatedRequest, IsolatedAnswer>;

export async function startSandboxChild(): Promise<SandboxChild> {
  const flags = ["--disallow-code-generation-from-strings"];
  const limits = { memoryMb: MEMORY_MB, maxBytes: MAX_ANSWER_BYTES };
  const child = startAsking<IsolatedRequest, IsolatedAnswer>({ program: PROGRAM, flags, ...limits });
  await child.ready.catch((cause: unknown) => {
    throw new NodeError("RFT06", "the expression sandbox did not start", { retry: "backoff", cause });
  });
  return child;
}

export async function evaluateIn(
  child: SandboxChild,
  request: IsolatedRequest,
  signal?: AbortSignal,
): Promise<unknown> {
  const timeoutMs = request.timeoutMs + GRACE_MS;
  const answer = await child.ask(request, { timeoutMs, signal }).catch((error: unknown) => {
    if (!(error instanceof ChildError)) throw error;
    throw error.what === "late"
      ? tooLate(request.timeoutMs)
      : tooCostly(`needs more than ${MEMORY_MB} MB of memory`);
  });
  if (answer.kind === "value") return answer.value;
  const { code, message, hint, detail } = answer;
  throw new NodeError(code, message, { ...(hint && { hint }), ...(detail && { detail }) });
}
