import { isSchema, type Schema } from "../../ui/form/schema.ts";

/** A node's manifest as far as a reader wants it. Other people's nodes come from their workers, so nothing is taken for granted. */
export interface Manifest {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly summary: string;
  readonly category: string;
  readonly icon: string | undefined;
  readonly config: Schema;
  readonly input: Schema;
  readonly output: Schema;
  readonly ports: readonly string[] | "dynamic";
  readonly retry: Retry;
  readonly timeoutMs: number | undefined;
  readonly secrets: readonly string[];
  readonly examples: readonly Example[];
}

export interface Retry {
  readonly max: number;
  readonly backoffMs: number;
  readonly maxBackoffMs: number;
}

export interface Example {
  readonly title: string;
  readonly config: unknown;
  readonly input: unknown;
  /** What it gives: an output, an outcome or the code of an error. */
  readonly result: { readonly kind: "output" | "outcome" | "error"; readonly value: unknown };
}

export function readManifest(value: unknown, name: string, version: number): Manifest {
  const manifest = isSchema(value) ? value : {};
  const text = (key: string, fallback: string) => {
    const found = manifest[key];
    return typeof found === "string" ? found : fallback;
  };
  const schema = (key: string): Schema => {
    const found = manifest[key];
    return isSchema(found) ? found : {};
  };
  const retry = schema("retry");
  const ports = manifest["ports"];
  const timeout = manifest["timeoutMs"];
  return {
    id: name,
    version,
    title: text("title", name),
    summary: text("summary", ""),
    category: text("category", "other"),
    icon: text("icon", "") || undefined,
    config: schema("config"),
    input: schema("input"),
    output: schema("output"),
    ports: ports === "dynamic" ? "dynamic" : strings(ports),
    retry: {
      max: numberOr(retry["max"], 0),
      backoffMs: numberOr(retry["backoffMs"], 0),
      maxBackoffMs: numberOr(retry["maxBackoffMs"], 0),
    },
    timeoutMs: typeof timeout === "number" ? timeout : undefined,
    secrets: strings(manifest["secrets"]),
    examples: list(manifest["examples"]).filter(isSchema).map(readExample),
  };
}

function readExample(example: Schema): Example {
  const kind = "error" in example ? "error" : "outcome" in example ? "outcome" : "output";
  return {
    title: typeof example["title"] === "string" ? example["title"] : "Example",
    config: example["config"],
    input: example["input"],
    result: { kind, value: example[kind] },
  };
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const strings = (value: unknown) => list(value).filter((item) => typeof item === "string");
const numberOr = (value: unknown, fallback: number) => (typeof value === "number" ? value : fallback);
