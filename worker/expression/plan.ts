import { type Ast, childrenOf, isAst } from "#language/expression.ts";

/**
 * Where an expression is evaluated. `path`: only names, walked at once. `inline`: its cost is bounded by its length
 * times its data, so this process does it, in a short slice. `isolated`: it can loop, recurse, multiply or match a
 * pattern, so a child process does it, which can be killed.
 */
export type Plan =
  | { readonly kind: "path"; readonly names: readonly string[] }
  | { readonly kind: "inline" | "isolated" };

export function planExpression(ast: Ast): Plan {
  const names = plainNames(ast);
  if (names) return { kind: "path", names };
  return { kind: isBounded(ast) ? "inline" : "isolated" };
}

/** `a.b.c` and nothing else: no filter, no index, no grouping. */
function plainNames(ast: Ast): string[] | undefined {
  if (ast.type !== "path" || !hasOnly(ast, ["type", "steps", "position"]) || !Array.isArray(ast.steps))
    return undefined;
  const names = ast.steps.map((step: unknown) =>
    isAst(step) && step.type === "name" && hasOnly(step, ["type", "value", "position"])
      ? String(step.value)
      : undefined,
  );
  return names.every((name) => name !== undefined) ? names : undefined;
}

/**
 * Inside a path every name is relative to the item reached, and without variables nothing can go back to the root.
 * So no part of the data is visited more often than the expression is long.
 */
function isBounded(node: Ast): boolean {
  return isBoundedAlone(node) && childrenOf(node).every((child) => isCallee(node, child) || isBounded(child));
}

const BOUNDED_TYPES = new Set(
  "path name string number value unary condition block sort filter wildcard".split(" "),
);

function isBoundedAlone(node: Ast): boolean {
  if (node.focus !== undefined || node.index !== undefined) return false;
  switch (node.type) {
    case "binary":
      return node.value !== "..";
    case "variable":
      return node.value === "";
    case "function":
      return (
        isAst(node.procedure) &&
        node.procedure.type === "variable" &&
        LINEAR.has(String(node.procedure.value))
      );
    default:
      return BOUNDED_TYPES.has(node.type);
  }
}

function isCallee(node: Ast, child: Ast): boolean {
  return node.type === "function" && node.procedure === child;
}

/** Functions that take at most linear time, call no other function and give at most what they were given. */
const LINEAR = new Set(
  (
    "sum count max min average string substring substringBefore substringAfter lowercase uppercase length trim contains " +
    "split join number floor ceil round abs sqrt power random boolean not keys lookup append exists spread merge reverse " +
    "error assert type base64encode base64decode encodeUrlComponent encodeUrl decodeUrlComponent decodeUrl now millis"
  ).split(" "),
);

function hasOnly(node: Ast, keys: readonly string[]): boolean {
  return Object.keys(node).every((key) => keys.includes(key));
}
