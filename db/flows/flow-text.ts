import { ExactNumber } from "#language/exact-number.ts";
import { type ConfigOf, inFlowOrder } from "#language/flow/order.ts";
import { writeYaml } from "#language/flow/write-yaml.ts";
import { parseJson } from "#language/json.ts";

/**
 * A flow document, as JSON, in the YAML that people write: brought up in the text that it came from, where there is one.
 * Numbers keep the digits they came with.
 */
export function yamlOf(json: string, configOf?: ConfigOf, source?: string): string {
  const document = source === undefined ? JSON.parse(json, asWritten) : parseJson(json);
  return writeYaml(inFlowOrder(document as Readonly<Record<string, unknown>>, configOf), source);
}

/** `0.10` is 0.1, but was written so. */
export function asWritten(
  _key: string,
  value: unknown,
  { source }: { readonly source?: string } = {},
): unknown {
  return typeof value === "number" && source !== undefined ? new ExactNumber(source) : value;
}
