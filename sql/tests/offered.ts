/**
 * What the pages offer as SQL, found in their sources: texts of SQL and calls of functions of the database, each as the
 * expression that makes it. So what is offered from now on is found as well.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync } from "vite";

export interface Offer {
  readonly file: string;
  readonly expression: string;
  /** Has it holes for names? Without, it is the same in every place and for everybody. */
  readonly isFixed: boolean;
}

type Node = Readonly<Record<string, unknown>> & {
  readonly type: string;
  readonly start: number;
  readonly end: number;
};

export function offersIn(root: string, file: string): readonly Offer[] {
  const text = readFileSync(join(root, file), "utf8");
  const offers: Offer[] = [];
  const slice = (node: unknown) => (isNode(node) ? text.slice(node.start, node.end) : "");
  const offer = (expression: string, isFixed = false) => void offers.push({ file, expression, isFixed });

  function visit(part: unknown): void {
    if (Array.isArray(part)) return part.forEach(visit);
    if (!isNode(part)) return;
    const called = calledBy(part);
    if (part.type === "CallExpression" && isMade(slice(part["callee"]), list(part["arguments"])))
      offer(slice(part));
    else if (called) offer(`callForms(${slice(called.call)}, (${slice(called.values)})())`);
    else if (isSql(part))
      offer(slice(part), part.type === "Literal" || list(part["expressions"]).length === 0);
    for (const inner of Object.values(part)) visit(inner);
  }
  visit(parseSync(file, text).program);
  return offers;
}

/** What a menu calls `act` makes a call of what it is given. */
const isMade = (callee: string, given: readonly unknown[]) =>
  /^(call|many)Forms$/.test(callee) || (callee === "act" && given.length === 2 && isFunction(given[0]));

const list = (part: unknown): readonly unknown[] => (Array.isArray(part) ? part : []);
const isNode = (part: unknown): part is Node => typeof part === "object" && part !== null && "type" in part;

/** A command: it says which function it calls, and with what. */
function calledBy(node: Node): { readonly call: Node; readonly values: Node } | undefined {
  if (node.type !== "ObjectExpression") return undefined;
  const of = (name: string) =>
    list(node["properties"]).find((one) => isNode(one) && Object(one["key"]).name === name);
  const [call, values] = [of("call"), of("values")].map((one) => Object(one).value);
  return isFunction(call) && isNode(values) ? { call, values } : undefined;
}

const isFunction = (node: unknown): node is Node =>
  isNode(node) && node.type === "Literal" && /^[a-z]+(_[a-z]+)+$/.test(String(node["value"]));

function isSql(node: Node): boolean {
  const text =
    node.type === "Literal"
      ? String(node["value"])
      : list(node["quasis"])
          .map((one) => Object(one).value.cooked)
          .join("…");
  return /^(--.*\n)?(select|with|insert|update|delete|call)\b[^]*reflux\.|^from reflux\./.test(text);
}
