import type { Port } from "#child/inside/port.ts";
import {
  type Context,
  checkValue,
  type Evidence,
  EvidenceShape,
  NodeError,
  shortenIn,
} from "#nodes/sdk/index.ts";
import { seeded } from "#nodes/sdk/seeded.ts";
import type { ToNode } from "../messages.ts";
import { createArtifacts } from "./artifacts.ts";
import type { Calls } from "./calls.ts";
import { createFetch } from "./fetch.ts";

/** The context of an attempt, as its node sees it: every effect is asked of the worker. */
export type InsideContext = { readonly ctx: Context; abort(reason: string): void };

/** Beyond these the worker ends the process. */
const LOG_LINES = 1_000;
const PIECES = 1_000;
const PROGRESS_MS = 100;
const LONGEST_LINE = 8_000;
const LONGEST_EVIDENCE = 64_000;

export function createContext(
  { id, attempt, idempotencyKey, run, step, config, now }: Extract<ToNode, { is: "run" }>,
  { send }: Port,
  calls: Calls,
): InsideContext {
  const controller = new AbortController();
  const began = performance.now();
  const random = seeded(idempotencyKey);
  let lines = 0;
  let pieces = 0;
  let told = Number.NEGATIVE_INFINITY;
  const ctx: Context = {
    config,
    signal: controller.signal,
    attempt,
    idempotencyKey,
    run: run as Context["run"],
    step: step as Context["step"],
    fetch: createFetch(id, calls),
    // A socket cannot be handed to a process without a network.
    connect: () =>
      Promise.reject(
        new NodeError("RFP23", "a node of one's own reaches the world by fetch alone", {
          hint: "Speak HTTP, or use a built-in node for the other protocol.",
        }),
      ),
    artifacts: createArtifacts(id, calls, controller.signal),
    secret: async (name) => String((await calls.ask(id, { does: "secret", name }).answer).value),
    now: () => new Date(now + performance.now() - began),
    random,
    log: (level, message, fields) => {
      if (++lines > LOG_LINES) return;
      const text = String(message).slice(0, LONGEST_LINE);
      send({
        is: "log",
        id,
        level,
        message: text,
        ...(fields === undefined ? {} : { fields: { ...fields } }),
      });
    },
    evidence: (entry) => {
      const nth = ++pieces;
      const tell = (all: unknown) => {
        const short = shortenIn(all, LONGEST_EVIDENCE);
        const [problem] = checkValue(EvidenceShape, short);
        if (problem) throw new TypeError(`this is no evidence: ${problem.message}`);
        if (nth <= PIECES) send({ is: "evidence", id, nth, entry: short as Evidence });
      };
      tell(entry);
      return (more) => tell({ ...entry, ...more });
    },
    progress: (fraction) => {
      const at = performance.now();
      if (at - told < PROGRESS_MS && fraction < 1) return;
      told = at;
      send({ is: "progress", id, fraction: Number(fraction) || 0 });
    },
  };
  return { ctx, abort: (reason) => controller.abort(new Error(reason)) };
}
