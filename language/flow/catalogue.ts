import { configOf, defaultPort, errorPort, isObject, type Json, type Step } from "./document.ts";
import { hasExpression } from "./template.ts";

/** A node's manifest as the database keeps it: data only, the part of it that the editor reads. */
export interface NodeType {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly summary: string;
  readonly category: string;
  readonly icon: string;
  readonly kind: "action" | "trigger";
  readonly effects: "pure" | "idempotent" | "external";
  readonly ports: readonly string[] | "dynamic";
  readonly config: Json;
  readonly input: Json;
  readonly output: Json;
  readonly examples?: readonly { readonly input?: Json }[];
  /** Top-level config fields in which `{{ secrets.name }}` may be written. */
  readonly secrets: readonly string[];
}

/** The nodes that the engine knows, by `id@version`; an id without a version means the latest. */
export interface Catalogue {
  readonly types: readonly NodeType[];
  find(node: string): NodeType | undefined;
}

/** One that is told of more while it is used. */
export interface GrowingCatalogue extends Catalogue {
  learn(types: readonly NodeType[]): void;
}

export function createCatalogue(known: readonly NodeType[]): GrowingCatalogue {
  const byName = new Map<string, NodeType>();
  const all = new Map<string, NodeType>();
  function learn(types: readonly NodeType[]): void {
    for (const type of types) {
      all.set(`${type.id}@${type.version}`, type);
      const newest = byName.get(type.id);
      if (!newest || newest.version <= type.version) byName.set(type.id, type);
    }
  }
  learn(known);
  return {
    get types() {
      return [...all.values()];
    },
    find: (node) => all.get(node) ?? byName.get(node),
    learn,
  };
}

/**
 * The ways out of a step, in the order the canvas draws them. `used` are ports that edges leave by, so that no edge
 * is ever drawn from nowhere. `error` comes last.
 */
export function portsOf(step: Step, type: NodeType | undefined, used: Iterable<string> = []): string[] {
  const declared = type === undefined ? [defaultPort] : type.ports;
  const ports = new Set(declared === "dynamic" ? portsInConfig(step, type) : declared);
  for (const port of used) ports.add(port);
  if (step["on_error"] === "edge") ports.add(errorPort);
  if (ports.delete(errorPort)) ports.add(errorPort);
  return [...ports];
}

/** The ports that node and config name; undefined where an expression decides, so that nobody can know before it runs. */
export function declaredPorts(step: Step, type: NodeType): readonly string[] | undefined {
  if (type.ports !== "dynamic") return type.ports;
  const ports = portsInConfig(step, type);
  const texts = [...ports, ...Object.values(configOf(step))].filter((value) => typeof value === "string");
  return texts.some(hasExpression) ? undefined : ports;
}

/** Ports an edge may leave by. Any action may send its failure down an `error` edge. */
export function legalPorts(step: Step, type: NodeType | undefined): string[] {
  const ports = portsOf(step, type);
  return isTrigger(type) || ports.includes(errorPort) ? ports : [...ports, errorPort];
}

export function isTrigger(type: NodeType | undefined): boolean {
  return type?.kind === "trigger";
}

/** Dynamic ports: one for each item of a list in the config that has a `port`, and the one named `otherwise`. */
function portsInConfig(step: Step, type: NodeType | undefined): string[] {
  const config = configOf(step);
  const named = Object.values(config)
    .filter((value) => Array.isArray(value))
    .flatMap((items) => items.map((item) => (isObject(item) ? item["port"] : undefined)));
  const otherwise = config["otherwise"] ?? defaultOf(type?.config, "otherwise");
  const ports = [...named, otherwise].filter((port) => typeof port === "string");
  return ports.length > 0 ? ports : [defaultPort];
}

function defaultOf(schema: Json | undefined, field: string): Json | undefined {
  const properties = isObject(schema) ? schema["properties"] : undefined;
  const property = isObject(properties) ? properties[field] : undefined;
  return isObject(property) ? property["default"] : undefined;
}
