import { Worker as NodeWorker } from "node:worker_threads";
import { expect, onTestFinished, test } from "vitest";
import { createExpressions, type Thread } from "./expressions.ts";

test("expressions are read and evaluated, in turn", async () => {
  const { expressions } = threads();

  const [problems, evaluation] = await Promise.all([
    expressions.read(["input.a", "1 +"]),
    expressions.evaluate("{{ input.a * 2 }}", { input: { a: 21 } }),
  ]);

  expect(problems).toEqual([[], [expect.objectContaining({ code: "RFV11" })]]);
  expect(evaluation).toEqual({ json: "42", cut: false });
});

test.each([
  ["a loop without an end", "($f := function($n) { $f($n + 1) }; $f(0))"],
  ["two to the sixtieth calls", "($f := function($n) { $n > 60 ? 1 : $f($n + 1) + $f($n + 1) }; $f(0))"],
])("%s ends with its thread, and the next expression is answered", async (_, hostile) => {
  const { expressions, running } = threads();

  const endless = await expressions.evaluate(`{{ ${hostile} }}`, {});

  expect(endless).toEqual({ problem: expect.objectContaining({ code: "RFT06" }) });
  expect(running()).toBe(0);
  expect(await expressions.evaluate("{{ 1 + 1 }}", {})).toEqual({ json: "2", cut: false });
});

test("what nobody waits for any more is not evaluated", async () => {
  const { expressions } = threads();
  const gone = new AbortController();
  gone.abort(new Error("typed on"));

  await expect(expressions.evaluate("{{ 1 }}", {}, gone.signal)).rejects.toThrow("typed on");
});

test("a thread that nobody asks is ended", async () => {
  const { expressions, running, ended } = threads({ idleMs: 1 });

  await expressions.evaluate("{{ 1 }}", {});
  await ended();

  expect(running()).toBe(0);
});

/** The worker's own file in a thread of Node, which has no `self`. */
function threads(options: { readonly idleMs?: number } = {}) {
  const live = new Set<NodeThread>();
  const { promise, resolve } = Promise.withResolvers<void>();
  const start = () => {
    const thread: NodeThread = new NodeThread(() => {
      live.delete(thread);
      resolve();
    });
    live.add(thread);
    return thread;
  };
  onTestFinished(() => {
    for (const thread of live) thread.terminate();
  });
  const expressions = createExpressions({ start, deadlineMs: 2_000, ...options });
  return { expressions, running: () => live.size, ended: async () => promise };
}

class NodeThread extends EventTarget implements Thread {
  readonly #worker: NodeWorker;
  readonly #ended: () => void;

  constructor(ended: () => void) {
    super();
    this.#ended = ended;
    this.#worker = new NodeWorker(boot, {
      eval: true,
      workerData: new URL("./worker.ts", import.meta.url).href,
    });
    this.#worker.on("message", (data) => this.dispatchEvent(new MessageEvent("message", { data })));
    this.#worker.on("error", () => this.dispatchEvent(new Event("error")));
  }

  postMessage(message: unknown): void {
    this.#worker.postMessage(message);
  }

  terminate(): void {
    void this.#worker.terminate();
    this.#ended();
  }
}

const boot = `
  const { parentPort, workerData } = require("node:worker_threads");
  globalThis.self = {
    addEventListener: (_, listener) => parentPort.on("message", (data) => listener({ data })),
    postMessage: (message) => parentPort.postMessage(message),
  };
  import(workerData);
`;
