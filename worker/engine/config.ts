import type { Json } from "#language/json.ts";
import type { NodeModule } from "#nodes/node.ts";
import { prepareConfig } from "#nodes/sdk/index.ts";
import { type CompiledTemplate, compileTemplate } from "../expression/compile.ts";
import { evaluate, type Scope } from "../expression/evaluate.ts";
import type { GraphStep } from "./graphs.ts";
import type { Lease } from "./lease.ts";
import type { AttemptSecrets } from "./secrets.ts";

/** What a step's configuration and its concurrency key are made from, compiled once per place in a graph. */
type Compiled = { readonly config: CompiledTemplate; readonly constant: unknown };
const compiled = new WeakMap<GraphStep, Compiled>();

/** The configuration as the node gets it: expressions evaluated, defaults filled in, the schema checked. */
export async function resolveConfig(
  step: GraphStep,
  node: NodeModule,
  scope: Scope,
  { secrets, vars }: { readonly secrets: AttemptSecrets; readonly vars: ReadVars },
  { signal, maxBytes }: { readonly signal: AbortSignal; readonly maxBytes: number },
): Promise<unknown> {
  const { config, constant } = compiledFor(step, node);
  if (constant !== undefined) return constant;
  const named = await readSecrets(config, secrets);
  const value = await evaluate(
    config,
    { ...scope, secrets: named, vars: await readVars(config, vars) },
    { signal, maxBytes },
  );
  return prepareConfig(node.manifest, value);
}

/** A concurrency key, which is made from the same names, secrets left out. */
export async function resolveKey(source: string, scope: Scope, vars: ReadVars): Promise<string> {
  const template = compileTemplate(source);
  const key = await evaluate(template, { ...scope, vars: await readVars(template, vars) });
  return typeof key === "string" ? key : JSON.stringify(key);
}

/** The values of variables by name; refuses where one is not set. */
export type ReadVars = (names: readonly string[]) => Promise<Readonly<Record<string, Json>>>;

/** Asked for only where an expression names one. */
async function readVars({ reads }: CompiledTemplate, read: ReadVars) {
  return reads.vars.size === 0 ? {} : await read([...reads.vars]);
}

function compiledFor(step: GraphStep, node: NodeModule): Compiled {
  let known = compiled.get(step);
  if (!known) {
    // A row's jsonb is JSON.
    const config = compileTemplate(step.config as Json, {
      secretFields: node.manifest.secrets,
      literalFields: literalFields(node, Object.keys(Object(step.config))),
    });
    // Without expressions the configuration is the same every time: prepared once, shared, and not to be changed.
    const constant =
      config.root.kind === "constant" ? freeze(prepareConfig(node.manifest, config.root.value)) : undefined;
    known = { config, constant };
    compiled.set(step, known);
  }
  return known;
}

async function readSecrets(config: CompiledTemplate, secrets: AttemptSecrets) {
  const names = config.reads.secrets;
  if (names === "all" || names.size === 0) return {};
  const values = await Promise.all([...names].map(async (name) => [name, await secrets.get(name)] as const));
  return Object.fromEntries(values);
}

/** A trigger's config was read when the flow was deployed: nothing of it is an expression. */
function literalFields({ manifest }: NodeModule, given: readonly string[]): readonly string[] {
  if (manifest.kind === "trigger") return given;
  const properties =
    "properties" in manifest.config ? Object.entries(Object(manifest.config.properties)) : [];
  return properties.flatMap(([name, schema]) =>
    typeof schema === "object" && schema !== null && "x-reflux-literal" in schema ? [name] : [],
  );
}

function freeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    Object.freeze(value);
    for (const child of Object.values(value)) freeze(child);
  }
  return value;
}

/** The names that a step's expressions see. */
export function scopeOf(lease: Lease, step: GraphStep): Scope {
  const { input, outputs } = lease;
  const steps: Record<string, { output: Json }> = {};
  const [only, ...more] = step.sourceKeys;
  if (only !== undefined && more.length === 0) steps[only] = { output: input };
  else if (only !== undefined && typeof input === "object" && input !== null) {
    for (const [key, output] of Object.entries(input)) steps[key] = { output };
  }
  for (const [key, output] of Object.entries(outputs)) steps[key] = { output };
  const run = {
    id: lease.run_id,
    input: lease.run_input,
    flow: lease.flow,
    version: lease.version,
    started_at: lease.run_started_at?.toISOString() ?? null,
  };
  return lease.index === null
    ? { input, steps, run }
    : { input, steps, run, item: lease.item, index: lease.index };
}
