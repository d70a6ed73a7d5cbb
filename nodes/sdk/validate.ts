import { Default } from "typebox/value";
import { isObject } from "#language/is-object.ts";
import { schemaProblems } from "#language/schema/index.ts";
import { NodeError } from "./error.ts";
import type { NodeManifest } from "./manifest.ts";
import type { TSchema } from "./schema.ts";

/** One thing that is wrong, with the place in the value: `headers.accept`, `cases[2].port`. */
export interface Problem {
  readonly path: string;
  readonly message: string;
}

/** Every problem of `value`, none when it fits. */
export function checkValue(schema: TSchema, value: unknown): readonly Problem[] {
  return schemaProblems(schema, value).map(({ path, message }) => ({ path: readable(path), message }));
}

/**
 * The config as `run` gets it: what is null but may be left out is left out (an expression that gives nothing gives
 * null), defaults are filled in, the rest is checked. Throws RFV08 with every problem.
 */
export function prepareConfig(manifest: NodeManifest, config: unknown): unknown {
  const filled = Default(manifest.config, withoutNulls(manifest.config, config ?? {}));
  refuse(manifest, "RFV08", "config", checkValue(manifest.config, filled));
  return filled;
}

/** Throws RFV03 when the step's input does not fit. */
export function requireInput(manifest: NodeManifest, input: unknown): void {
  refuse(manifest, "RFV03", "input", checkValue(manifest.input, input));
}

/** Throws RFV09 when a node broke its own promise. */
export function requireOutput(manifest: NodeManifest, output: unknown): void {
  refuse(manifest, "RFV09", "output", checkValue(manifest.output, output));
}

/** A copy. `null` stays where the schema asks for a value, and where it allows any. */
function withoutNulls(schema: unknown, value: unknown): unknown {
  if (Array.isArray(value))
    return value.map((item) => withoutNulls(isObject(schema) ? schema.items : undefined, item));
  if (!isObject(value)) return value;
  const { properties, required } = isObject(schema) ? schema : {};
  const kept = Object.entries(value).filter(([key, child]) => {
    const field = isObject(properties) ? properties[key] : undefined;
    const mayBeLeftOut = isObject(field) && Object.keys(field).some((keyword) => VALUE_KEYWORDS.has(keyword));
    return child !== null || !mayBeLeftOut || (Array.isArray(required) && required.includes(key));
  });
  const children = isObject(properties) ? properties : {};
  return Object.fromEntries(kept.map(([key, child]) => [key, withoutNulls(children[key], child)]));
}

/** Any of these, and the schema does not allow just anything. */
const VALUE_KEYWORDS = new Set(["type", "enum", "const", "oneOf"]);

function refuse(manifest: NodeManifest, code: string, what: string, problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  const list = problems.map(
    ({ path, message }) => `${what}${path && (path.startsWith("[") ? path : `.${path}`)} ${message}`,
  );
  throw new NodeError(code, `${manifest.id}@${manifest.version}: ${list.join("; ")}`, {
    detail: { problems },
    hint: `See the ${what} schema in nodes/${manifest.id}/README.md.`,
  });
}

/** `cases`, `2`, `port` as `cases[2].port`. */
function readable(path: readonly string[]): string {
  return path.reduce(
    (text, part) => (/^\d+$/.test(part) ? `${text}[${part}]` : text ? `${text}.${part}` : part),
    "",
  );
}
