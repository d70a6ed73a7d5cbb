/** The program of a node's process: says what the node is, runs its attempts, and reaches the world through the worker. */

import { AsyncLocalStorage } from "node:async_hooks";
import { accessSync, constants } from "node:fs";
import { fileURLToPath } from "node:url";
import { format } from "node:util";
import { closeFence } from "#child/inside/fence.ts";
import { openPort } from "#child/inside/port.ts";
import { parseJson } from "#language/json.ts";
import { checkManifest } from "#nodes/sdk/check-manifest.ts";
import {
  isOutcome,
  NodeError,
  type NodeManifest,
  packOutcome,
  prepareConfig,
  type Run,
  requireInput,
  requireOutput,
} from "#nodes/sdk/index.ts";
import { packFailure } from "../failure.ts";
import { MESSAGE_BYTES } from "../limits.ts";
import type { ToNode } from "../messages.ts";
import { createCalls } from "./calls.ts";
import { createContext, type InsideContext } from "./context.ts";

const [manifestUrl = "", runUrl = ""] = process.argv.slice(2);
const attempts = new Map<number, InsideContext>();
const current = new AsyncLocalStorage<InsideContext>();
const port = openPort(({ message, bytes }) => hear(message as ToNode, bytes), MESSAGE_BYTES);
const calls = createCalls(port);
const { send } = port;

process.on("uncaughtException", (error) => send({ is: "crashed", failure: packFailure(error) }));
closeFence({
  aliases: { "reflux/sdk": import.meta.resolve("#nodes/sdk/index.ts") },
  refuse: (what) =>
    new NodeError("RFP23", `${what} is closed to own nodes`, {
      hint: "Everything a node does goes through `ctx`: nodes/README.md lists what there is.",
    }),
});
// The platform's console holds its streams.
Object.defineProperty(globalThis, "console", {
  value: {
    debug: says("debug"),
    info: says("info"),
    warn: says("warn"),
    error: says("error"),
    log: says("info"),
    dir: says("info"),
    table: says("info"),
    trace: says("debug"),
    assert: says("debug"),
    group: says("debug"),
    groupEnd: says("debug"),
    time: says("debug"),
    timeEnd: says("debug"),
  },
  writable: true,
});

function says(level: "debug" | "info" | "warn" | "error") {
  return (...parts: unknown[]) => current.getStore()?.ctx.log(level, format(...parts));
}

/** Only the worker writes to this end. */
function hear(message: ToNode, bytes: Uint8Array): void {
  switch (message.is) {
    case "describe":
      return void describe();
    case "run":
      return void run(message);
    case "abort":
      return attempts.get(message.id)?.abort(message.reason);
    case "ping":
      return send({ is: "pong", reads: [manifestUrl, runUrl].every(reads) });
    case "answer":
      return calls.answer(message.call, { value: message.value, bytes });
    case "refusal":
      return calls.refuse(message.call, message.failure);
  }
}

function reads(url: string): boolean {
  if (url === "") return true;
  try {
    accessSync(fileURLToPath(url), constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

async function describe(): Promise<void> {
  try {
    const exports: object = await import(manifestUrl);
    const manifest: unknown = "manifest" in exports ? exports.manifest : undefined;
    if (manifest === undefined) throw new Error("manifest exports no `manifest`");
    // As data, so that what was checked is what goes out.
    send({ is: "described", manifest: JSON.parse(JSON.stringify(manifest)) });
  } catch (error) {
    const { message } = packFailure(error);
    const known = message.startsWith("manifest exports");
    send({ is: "malformed", message: known ? message : `manifest cannot be imported: ${message}` });
  }
}

async function run(message: Extract<ToNode, { is: "run" }>): Promise<void> {
  const { id } = message;
  const attempt = createContext(message, port, calls);
  attempts.set(id, attempt);
  try {
    const [manifest, node] = await Promise.all([requireManifest(), requireRun()]);
    // The worker's copy has no patterns, so the last word on what fits is here.
    const ctx = Object.assign(attempt.ctx, { config: prepareConfig(manifest, message.config) });
    requireInput(manifest, message.input);
    const result: unknown = await current.run(attempt, () => node(message.input, ctx));
    finish(id, manifest, result);
  } catch (error) {
    send({ is: "failed", id, failure: packFailure(error) });
  } finally {
    attempts.delete(id);
  }
}

function finish(id: number, manifest: NodeManifest, result: unknown): void {
  const packed = packOutcome(result);
  if ("outcome" in packed) {
    if (packed.outcome.kind === "output") requireOutput(manifest, packed.outcome.output);
    return send({ is: "outcome", id, outcome: packed.outcome });
  }
  const output = asJson(result ?? null);
  if (!isOutcome(output)) requireOutput(manifest, output);
  send({ is: "result", id, output });
}

function asJson(output: unknown): unknown {
  try {
    return parseJson(JSON.stringify(output) ?? "null");
  } catch (error) {
    throw new NodeError("RFV09", `the output is not JSON: ${error instanceof Error ? error.message : "?"}`);
  }
}

let manifestOnce: Promise<NodeManifest> | undefined;
function requireManifest(): Promise<NodeManifest> {
  manifestOnce ??= import(manifestUrl).then((exports: { manifest?: unknown }) => {
    if (checkManifest(exports.manifest).length > 0)
      throw new Error("the manifest was edited and does not fit");
    return exports.manifest as NodeManifest;
  });
  return manifestOnce;
}

async function requireRun(): Promise<Run> {
  const exports: object = await import(runUrl);
  if ("run" in exports && typeof exports.run === "function") return exports.run as Run;
  throw new Error(`${fileURLToPath(runUrl).replace(/\.\w+$/, "")} exports no function \`run\``);
}
