import type { NodeType } from "#language/flow/catalogue.ts";
import { configOf, isObject, type Json, type JsonObject, type Step } from "#language/flow/document.ts";
import { printPath } from "#language/flow/path.ts";

const tellingName = /authorization|passw(or)?d|secret|token|api[-_]?key|cookie|credential|private[-_]?key/i;
const userInUrl = /^([a-z][a-z0-9+.-]*:\/\/)[^/@\s]+@/i;

/**
 * A step without values that look like secrets. A clipboard ends up in chats and tickets, so a literal under a
 * telling name, in a field that the form shows as a password, or as a user in a URL is left out.
 * `{{ secrets.name }}` stays: a name is no secret.
 */
export function withholdSecrets(step: Step, type: NodeType | undefined): { step: Step; withheld: string[] } {
  const withheld: string[] = [];
  const config = configOf(step);
  const safe = strip(config, type?.config, [], withheld);
  if (withheld.length === 0) return { step, withheld };
  return { step: { ...step, config: safe }, withheld: withheld.map((path) => `config.${path}`) };
}

function strip(
  object: JsonObject,
  schema: Json | undefined,
  path: readonly string[],
  withheld: string[],
): JsonObject {
  const properties = isObject(schema) && isObject(schema["properties"]) ? schema["properties"] : {};
  const entries = Object.entries(object).flatMap(([key, value]): [string, Json][] => {
    const here = [...path, key];
    const property = Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (typeof value === "string" && isSecret(key, value, property)) {
      withheld.push(printPath(here));
      return [];
    }
    if (typeof value === "string" && userInUrl.test(value) && !value.includes("{{")) {
      withheld.push(printPath(here));
      return [[key, value.replace(userInUrl, "$1")]];
    }
    return [[key, isObject(value) ? strip(value, property, here, withheld) : value]];
  });
  return Object.fromEntries(entries);
}

function isSecret(name: string, value: string, schema: Json | undefined): boolean {
  if (value === "" || value.includes("{{")) return false;
  const widget = isObject(schema) ? (schema["x-reflux-widget"] ?? schema["format"]) : undefined;
  return tellingName.test(name) || widget === "secret" || widget === "password";
}
