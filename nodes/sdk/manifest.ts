import type { Need } from "./needs.ts";
import type { Outcome } from "./outcome.ts";
import type { Static, TSchema } from "./schema.ts";

/** What a step can do, as data. Importing a manifest loads no run-time code. */
export interface NodeManifest<
  Config extends TSchema = TSchema,
  Input extends TSchema = TSchema,
  Output extends TSchema = TSchema,
> {
  /** `namespace.verb`, the same as the folder's name. */
  readonly id: string;
  /** Counts from 1. A change that breaks a flow is a new version. */
  readonly version: number;
  readonly title: string;
  readonly summary: string;
  readonly category: Category;
  /** A Lucide icon name. */
  readonly icon: string;
  readonly kind: NodeKind;
  readonly config: Config;
  readonly input: Input;
  readonly output: Output;
  /**
   * Names of the ways out; `dynamic` when the config names them, each as `port` of an item of a list, and `otherwise`.
   * Every step may add `error` by its `on_error`.
   */
  readonly ports: readonly string[] | "dynamic";
  /** Of a node that repeats a part of its flow: the one of its ports that leads there. */
  readonly body?: string;
  readonly effects: Effects;
  readonly retry: RetryPolicy;
  /** The attempt's deadline, unless the step sets its own. */
  readonly timeoutMs: number;
  /** Top-level config fields in which `{{ secrets.name }}` may be written. */
  readonly secrets: readonly string[];
  /**
   * Where `ctx.fetch` of a node of one's own may go: `api.example.com`, `*.example.com`, `host:8443`; `*` is any.
   * Left out: nowhere. Built-in nodes go where their config says.
   */
  readonly hosts?: readonly string[];
  /** What a machine must have to run it; a worker that lacks one of these does not announce the node. */
  readonly requires?: readonly Need[];
  /** Whether it may wait for a signal, or the config field that makes it: then one that comes early is kept. */
  readonly signals?: boolean | string;
  readonly examples: readonly Example<Config, Input, Output>[];
}

export type NodeKind = "action" | "trigger";
export type Category = "trigger" | "data" | "flow" | "http" | "database" | "file" | "ai" | "test";
/** `pure`: same input, same output, no effect. `idempotent`: safe to repeat. `external`: repeated at least once. */
export type Effects = "pure" | "idempotent" | "external";

export interface RetryPolicy {
  /** Attempts after the first. */
  readonly max: number;
  readonly backoffMs: number;
  /** The back-off doubles up to here. */
  readonly maxBackoffMs: number;
  /** 0 to 1: the share of the back-off that is random. */
  readonly jitter: number;
}

/** Documentation that runs: the conformance suite executes each one, the editor offers it as a sample. */
export interface Example<
  Config extends TSchema = TSchema,
  Input extends TSchema = TSchema,
  Output extends TSchema = TSchema,
> {
  readonly title: string;
  /** As `run` gets it, but `{{ secrets.name }}` may stand in the fields the manifest lists. */
  readonly config: Partial<Static<Config>>;
  readonly input: Static<Input>;
  /** Exactly one of these three is what `run` gives; `error` is the code of a NodeError. */
  readonly output?: Static<Output>;
  readonly outcome?: Outcome;
  readonly error?: string;
  /** Recorded answers, served by `ctx.fetch` in this order. */
  readonly http?: readonly RecordedExchange[];
}

export interface RecordedExchange {
  readonly request: { readonly method: string; readonly url: string };
  readonly response: {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
  };
}

export const noRetry: RetryPolicy = { max: 0, backoffMs: 0, maxBackoffMs: 0, jitter: 0 };

/** For effects on systems that have bad minutes. */
export const networkRetry: RetryPolicy = { max: 4, backoffMs: 1_000, maxBackoffMs: 60_000, jitter: 0.3 };

/** Gives a manifest its exact type, so that `run` and the examples are checked against the schemas. */
export function defineNode<Config extends TSchema, Input extends TSchema, Output extends TSchema>(
  manifest: NodeManifest<Config, Input, Output>,
): NodeManifest<Config, Input, Output> {
  return manifest;
}
