import { basename } from "node:path";
import { type Document, isCollection, isPair, isScalar, isSeq, LineCounter, parseAllDocuments } from "yaml";
import { checkExpressions } from "#language/flow/check/deployed-expressions.ts";
import { type Path, readPath } from "#language/flow/path.ts";
import type { Defect } from "#language/flow/problem.ts";
import { exactNumbers, reviveNumbers } from "#language/yaml.ts";
import { RefluxError } from "../errors.ts";
import { requireStorable } from "../measure-json.ts";

/** Where in a file something is; both count from 1. */
export type Position = { readonly line: number; readonly column: number };

export type FlowFile = {
  /** What the flow is called: its `name`, else the file's. */
  readonly name: string;
  /** The flow document, or undefined when the file is not readable as one. */
  readonly document: unknown;
  /** Everything that can be said without the database: syntax and expressions. */
  readonly problems: readonly LocatedProblem[];
  /** The place of a problem's path (`steps.shape.config.value.lines[0]`), or of the nearest thing around it. */
  readonly positionOf: (path: string) => Position;
};

export type LocatedProblem = Defect & { readonly position: Position };

/** Reads a flow from YAML or JSON, which YAML contains. Never throws: what is wrong with the text is a problem. */
export function parseFlowFile(text: string, file: string): FlowFile {
  const lines = new LineCounter();
  const documents = parseText(text, lines);
  const positionAt = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const refuse = (problems: readonly LocatedProblem[]): FlowFile => ({
    name: nameFrom(file),
    document: undefined,
    problems,
    positionOf: () => ({ line: 1, column: 1 }),
  });
  if (documents instanceof Error) return refuse([malformed(documents.message, positionAt(0))]);
  const [first, second] = documents;
  if (!first) return refuse([malformed("the file is empty", positionAt(0))]);
  const extra = second ? [malformed("a file holds one flow", positionAt(second.range[0]))] : [];
  const syntax = first.errors.map((error) => malformed(error.message, positionAt(error.pos[0])));
  if (syntax.length + extra.length > 0) return refuse([...syntax, ...extra]);

  const document = toPlain(first);
  if (document instanceof RefluxError) {
    return refuse([{ ...malformed(document.message, positionAt(0)), code: document.code }]);
  }
  if (document instanceof Error) return refuse([malformed(document.message, positionAt(0))]);
  const positionOf = (path: string) => positionAt(offsetOf(first, readPath(path)));
  const problems = checkExpressions(document).map((problem) => ({
    ...problem,
    position: positionOf(problem.path),
  }));
  return { name: nameOf(document) ?? nameFrom(file), document, problems, positionOf };
}

/** The parser calls itself for each level, and the stack ends before a text does. */
function parseText(text: string, lineCounter: LineCounter): readonly Document.Parsed[] | Error {
  try {
    const documents = parseAllDocuments(text, {
      lineCounter,
      prettyErrors: false,
      version: "1.2",
      customTags: exactNumbers,
    });
    return "empty" in documents ? [] : documents;
  } catch (error) {
    return error instanceof RangeError ? new Error("the file is nested too deeply") : asError(error);
  }
}

/** A few lines of aliases can stand for gigabytes, or for themselves; `.inf` and 1e400 are no numbers of JSON. */
function toPlain(document: Document.Parsed): unknown {
  try {
    const plain: unknown = document.toJS({ maxAliasCount: 100, reviver: reviveNumbers });
    requireStorable(plain, "the file");
    return plain;
  } catch (error) {
    return asError(error);
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function malformed(message: string, position: Position): LocatedProblem {
  return { path: "", code: "RFV01", message, position };
}

function nameOf(document: unknown): string | undefined {
  if (typeof document !== "object" || document === null || !("name" in document)) return undefined;
  return typeof document.name === "string" ? document.name : undefined;
}

function nameFrom(file: string): string {
  return basename(file).replace(/\.(ya?ml|json)$/i, "");
}

/** Walks as far as the path leads. A key's own place counts, not that of its value. */
function offsetOf(document: Document.Parsed, path: Path): number {
  let node: unknown = document.contents;
  let offset = document.contents?.range[0] ?? 0;
  for (const segment of path) {
    if (!isCollection(node)) break;
    const item: unknown = isSeq(node)
      ? node.items[Number(segment)]
      : node.items.find((pair) => isPair(pair) && isScalar(pair.key) && String(pair.key.value) === segment);
    if (item === undefined) break;
    offset = startOf(isPair(item) ? item.key : item) ?? offset;
    node = isPair(item) ? item.value : item;
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  if (typeof node !== "object" || node === null || !("range" in node)) return undefined;
  return Array.isArray(node.range) && typeof node.range[0] === "number" ? node.range[0] : undefined;
}
