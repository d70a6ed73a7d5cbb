/**
 * The operators of JSONata that would round, lose a digit or not know an ExactNumber are calls of functions instead.
 * Their names begin with a space, so no author can write them.
 */
import { compare, dividedBy, minus, modulo, negative, plus, times } from "./arithmetic.ts";
import { ExactNumber, isNumeric, type Numeric, readNumber, saysTheSame } from "./exact-number.ts";
import { failure, problem } from "./problem.ts";
import { asText } from "./strings.ts";

interface Node {
  type: string;
  value?: unknown;
  readonly position?: number;
  [part: string]: unknown;
}

/** Changes the tree where it stands: the library evaluates this very one. */
export function exactOperators(ast: object, source: string): void {
  const seen = new Set<object>();
  const pending: unknown[] = [ast];
  for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
    if (typeof part !== "object" || part === null || part instanceof RegExp || seen.has(part)) continue;
    seen.add(part);
    if (isNode(part)) replace(part, source);
    pending.push(...Object.values(part));
  }
}

export const operators: Readonly<Record<string, (...values: never[]) => unknown>> = {
  "+": numeric("+", plus),
  "-": numeric("-", minus),
  "*": numeric("*", times),
  "/": numeric("/", dividedBy),
  "%": numeric("%", modulo),
  "<": comparison("<", (order) => order < 0),
  "<=": comparison("<=", (order) => order <= 0),
  ">": comparison(">", (order) => order > 0),
  ">=": comparison(">=", (order) => order >= 0),
  negative: (value: unknown) => {
    if (value === undefined) return undefined;
    if (!isNumber(value)) throw problem("D1002", "-", value);
    return negative(value);
  },
  "&": (a: unknown, b: unknown) => (asText(a) ?? "") + (asText(b) ?? ""),
  in: (value: unknown, list: unknown) => {
    if (value === undefined || list === undefined) return false;
    const items: readonly unknown[] = Array.isArray(list) ? list : [list];
    if (!(value instanceof ExactNumber)) return items.includes(value) && !Number.isNaN(value);
    return items.some((item) => item instanceof ExactNumber && item.digits === value.digits);
  },
  index: (value: unknown) => {
    if (value instanceof ExactNumber) throw failure("no list has so many items", value);
    return value;
  },
};

function isNode(part: object): part is Node {
  return "type" in part && typeof part.type === "string";
}

function replace(node: Node, source: string): void {
  const { type, value } = node;
  if (type === "binary" && String(value) in operators) {
    call(node, String(value), [node["lhs"], node["rhs"]]);
    delete node["lhs"];
    delete node["rhs"];
  } else if (type === "unary" && value === "-") {
    call(node, "negative", [node["expression"]]);
    delete node["expression"];
  } else if (type === "number" && typeof value === "number") {
    node.value = literal(value, node.position ?? 0, source);
  } else if (type === "filter" && mayBeNumber(node["expr"])) {
    node["expr"] = called("index", [node["expr"]], node.position);
  }
}

function call(node: Node, operator: string, values: readonly unknown[]): void {
  Object.assign(node, called(operator, values, node.position));
}

function called(operator: string, values: readonly unknown[], position: number | undefined): Node {
  const procedure = { type: "variable", value: ` ${operator}`, position };
  return { type: "function", value: "(", position, arguments: values, procedure } as Node;
}

/** The library has made a double of it; the text still says what was meant, and ends at the position. */
function literal(value: number, position: number, source: string): Numeric {
  const text = /(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/.exec(source.slice(0, position))?.[0] ?? "";
  const isIt = Number(text) === Math.abs(value);
  return !isIt || saysTheSame(text, Math.abs(value)) ? value : readNumber(value < 0 ? `-${text}` : text);
}

/** Of the predicates that stand between brackets; most are comparisons, or numbers that were written out. */
function mayBeNumber(expr: unknown): boolean {
  if (typeof expr !== "object" || expr === null || !isNode(expr)) return false;
  if (expr.type === "number") return expr.value instanceof ExactNumber;
  const isTruth = expr.type === "binary" && /^(?:=|!=|<|<=|>|>=|and|or|in)$/.test(String(expr.value));
  return !isTruth && expr.type !== "string";
}

function numeric(operator: string, compute: (a: Numeric, b: Numeric) => Numeric) {
  return (a: unknown, b: unknown): Numeric | undefined => {
    if (a !== undefined && !isNumber(a)) throw problem("T2001", operator, a);
    if (b !== undefined && !isNumber(b)) throw problem("T2002", operator, b);
    return a === undefined || b === undefined ? undefined : compute(a, b);
  };
}

function comparison(operator: string, isSo: (order: number) => boolean) {
  return (a: unknown, b: unknown): boolean | undefined => {
    const [x, y] = [kindOf(a), kindOf(b)];
    if (x === undefined || y === undefined) throw problem("T2010", operator, x === undefined ? a : b);
    if (x === "none" || y === "none") return undefined;
    if (x !== y) throw { ...problem("T2009", operator, a), value2: b };
    if (typeof a === "string" && typeof b === "string") return isSo(a < b ? -1 : Number(a > b));
    return isSo(compare(a as Numeric, b as Numeric));
  };
}

/** What can be put in order; undefined for what cannot. */
function kindOf(value: unknown): "none" | "text" | "number" | undefined {
  if (value === undefined) return "none";
  if (typeof value === "string") return "text";
  return isNumeric(value) ? "number" : undefined;
}

/** As the library asks it: what is no number at all is none, and what has no end is an error. */
function isNumber(value: unknown): value is Numeric {
  if (value === Infinity || value === -Infinity) throw problem("D1001", "", value);
  return isNumeric(value) && !Number.isNaN(value);
}
