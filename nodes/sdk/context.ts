import type { Socket } from "node:net";
import type { Artifacts } from "./artifacts.ts";
import type { Completes, Evidence } from "./evidence.ts";
import type { NodeManifest } from "./manifest.ts";
import type { Outcome } from "./outcome.ts";
import type { Static } from "./schema.ts";

/** A step's implementation. Everything impure comes from `ctx`, so replay, sandbox and tests are the same thing. */
export type Run<M extends NodeManifest = NodeManifest> = (
  input: Static<M["input"]>,
  ctx: Context<Static<M["config"]>>,
) => Promise<Static<M["output"]> | Outcome>;

export interface Context<Config = unknown> {
  /** Expressions are evaluated, defaults filled in, the schema checked. */
  readonly config: Config;
  /** Aborts at the step's deadline, on cancel and on a lost lease. Give it to everything that waits. */
  readonly signal: AbortSignal;
  /** Counts from 1. */
  readonly attempt: number;
  /** The same on every attempt of this step; send it along with every effect. */
  readonly idempotencyKey: string;
  readonly run: {
    readonly id: string;
    readonly flow: string;
    readonly version: number;
    readonly started_at: string;
  };
  readonly step: {
    readonly key: string;
    readonly scope: string;
    /** Of a step that opened scopes: how many, and how many of them ended and failed. */
    readonly scopes?: { readonly opened: number; readonly ended: number; readonly failed: number } | null;
  };
  /** The only way to HTTP: it refuses private addresses unless the operator allows them. */
  readonly fetch: typeof globalThis.fetch;
  /** The only way to every other protocol: a connected socket, refused by the address it would end at, as by `fetch`. */
  connect(target: ConnectTarget): Promise<Socket>;
  readonly artifacts: Artifacts;
  secret(name: string): Promise<string>;
  now(): Date;
  /** In [0, 1), recorded, so that a replay sees the same. */
  random(): number;
  log(level: LogLevel, message: string, fields?: Readonly<Record<string, unknown>>): void;
  /**
   * What this attempt says to somebody and is answered, kept with it whatever its end. `fetch` and statements leave theirs by
   * themselves. Said before it is sent, and completed by what this returns; secrets are struck out, what is long is cut.
   */
  evidence(entry: Evidence): Completes;
  /** How far this attempt is, 0 to 1. */
  progress(fraction: number): void;
}

export interface ConnectTarget {
  readonly host: string;
  readonly port: number;
  /** Default, and at the latest: the attempt's own. */
  readonly signal?: AbortSignal;
  /** Default: 10 s. */
  readonly timeoutMs?: number;
}

export type LogLevel = "debug" | "info" | "warn" | "error";
