import { fileURLToPath } from "node:url";
import { NodeError } from "#nodes/sdk/error.ts";
import { type Child, startChild } from "../child/child.ts";
import { tooCostly } from "./admit.ts";
import { tooLate } from "./prepare.ts";
import { type IsolatedAnswer, type IsolatedRequest, MAX_ANSWER_BYTES } from "./sandbox-protocol.ts";

/** The largest payload as text and as values, and what is made of it. */
const MEMORY_MB = 512;
/** A child ends an evaluation by itself where it can. Past this it is stuck in one long call, and killed. */
const GRACE_MS = 250;
const STARTUP_MS = 15_000;
const PROGRAM = fileURLToPath(new URL("./sandbox-main.ts", import.meta.url));

/** One child process. It evaluates one expression at a time. */
export class SandboxChild {
  readonly #child: Child;
  #hear: (answer: IsolatedAnswer) => void = () => undefined;
  #ended: () => void = () => undefined;

  private constructor(start: (hear: (answer: IsolatedAnswer) => void) => Child) {
    this.#child = start((answer) => this.#hear(answer));
    void this.#child.ended.then(() => this.#ended());
  }

  static async start(): Promise<SandboxChild> {
    const flags = ["--disallow-code-generation-from-strings"];
    const started = new SandboxChild((hear) =>
      startChild(
        { program: PROGRAM, flags, memoryMb: MEMORY_MB, maxBytes: MAX_ANSWER_BYTES },
        // Only sandbox-main.ts writes to this channel: what an expression makes is inside `value`.
        ({ message }) => hear(message as IsolatedAnswer),
      ),
    );
    await started.#answer(
      STARTUP_MS,
      () => new NodeError("RFT06", "the expression sandbox did not start", { retry: "backoff" }),
    );
    return started;
  }

  get alive(): boolean {
    return this.#child.alive();
  }

  kill(): void {
    this.#child.kill();
  }

  async evaluate(request: IsolatedRequest, signal?: AbortSignal): Promise<unknown> {
    this.#child.send(request);
    const answer = await this.#answer(request.timeoutMs + GRACE_MS, () => tooLate(request.timeoutMs), signal);
    if (answer.kind !== "error") return answer.kind === "value" ? answer.value : undefined;
    const { code, message, hint, detail } = answer;
    throw new NodeError(code, message, { ...(hint && { hint }), ...(detail && { detail }) });
  }

  /** The next message. Whatever else happens first is an error, and the end of the child. */
  async #answer(timeoutMs: number, late: () => NodeError, signal?: AbortSignal): Promise<IsolatedAnswer> {
    const child = this.#child;
    const { promise, resolve, reject } = Promise.withResolvers<IsolatedAnswer>();
    const end = (reason: unknown) => {
      reject(reason);
      this.kill();
    };
    this.#hear = resolve;
    this.#ended = () => end(tooCostly(`needs more than ${MEMORY_MB} MB of memory`));
    const onAbort = () => end(signal?.reason);
    const timer = setTimeout(() => end(late()), timeoutMs);
    signal?.addEventListener("abort", onAbort);
    // An idle child must not keep this process from ending; one at work must.
    child.keepAlive(true);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      child.keepAlive(false);
    }
  }
}
