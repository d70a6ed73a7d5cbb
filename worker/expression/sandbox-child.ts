import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { NodeError } from "#nodes/sdk/error.ts";
import { tooCostly } from "./admit.ts";
import { tooLate } from "./prepare.ts";
import type { IsolatedAnswer, IsolatedRequest } from "./sandbox-protocol.ts";

const MEMORY_MB = 128;
/** A child ends an evaluation by itself where it can. Past this it is stuck in one long call, and killed. */
const GRACE_MS = 250;
const STARTUP_MS = 15_000;

/** One child process. It evaluates one expression at a time. */
export class SandboxChild {
  readonly #process: ChildProcess;

  private constructor(process: ChildProcess) {
    this.#process = process;
  }

  static async start(): Promise<SandboxChild> {
    const child = fork(fileURLToPath(new URL("./sandbox-main.ts", import.meta.url)), {
      execArgv: [`--max-old-space-size=${MEMORY_MB}`, "--disallow-code-generation-from-strings"],
      env: {},
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    const started = new SandboxChild(child);
    await started.#answer(
      STARTUP_MS,
      () => new NodeError("RFT06", "the expression sandbox did not start", { retry: "backoff" }),
    );
    return started;
  }

  get alive(): boolean {
    return this.#process.connected && this.#process.exitCode === null && this.#process.signalCode === null;
  }

  kill(): void {
    this.#process.kill("SIGKILL");
    if (this.#process.connected) this.#process.disconnect();
  }

  async evaluate(request: IsolatedRequest, signal?: AbortSignal): Promise<unknown> {
    this.#process.send(request);
    const answer = await this.#answer(request.timeoutMs + GRACE_MS, () => tooLate(request.timeoutMs), signal);
    if (answer.kind !== "error") return answer.kind === "value" ? answer.value : undefined;
    const { code, message, hint, detail } = answer;
    throw new NodeError(code, message, { ...(hint && { hint }), ...(detail && { detail }) });
  }

  /** The next message. Whatever else happens first is an error, and the end of the child. */
  async #answer(timeoutMs: number, late: () => NodeError, signal?: AbortSignal): Promise<IsolatedAnswer> {
    const child = this.#process;
    const { promise, resolve, reject } = Promise.withResolvers<IsolatedAnswer>();
    const end = (reason: unknown) => {
      reject(reason);
      this.kill();
    };
    const onMessage = (message: unknown) => resolve(asAnswer(message));
    const onExit = () => end(tooCostly(`needs more than ${MEMORY_MB} MB of memory`));
    const onAbort = () => end(signal?.reason);
    const timer = setTimeout(() => end(late()), timeoutMs);
    child.once("message", onMessage).once("exit", onExit).once("error", end);
    signal?.addEventListener("abort", onAbort);
    keepAlive(child, true);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      child.off("message", onMessage).off("exit", onExit).off("error", end);
      keepAlive(child, false);
    }
  }
}

/** An idle child must not keep this process from ending; one at work must. */
function keepAlive(child: ChildProcess, on: boolean): void {
  if (on) child.ref();
  else child.unref();
  if (on) child.channel?.ref();
  else child.channel?.unref();
}

/** Only sandbox-main.ts writes to this channel: what an expression makes is inside `value`. */
function asAnswer(message: unknown): IsolatedAnswer {
  return message as IsolatedAnswer;
}
