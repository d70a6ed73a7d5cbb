import { belongsToServer, reachesBeyondRows } from "./server-functions.ts";

export interface StatementProblem {
  readonly message: string;
  readonly hint: string;
}

/** What `postgres.query` lets an author write; the manifest says the same to the editor. */
export const MAX_STATEMENT_LENGTH = 100_000;

/**
 * What keeps `text` from being one statement that reads or writes rows; undefined when nothing does. Postgres' own
 * grammar reads it, and the tree decides: a comment, a quote or a character cannot hide what it does not hide from
 * the server. Run it where a parser may take its time, or fail: a deep nest costs it its stack, and it throws.
 */
export async function readStatement(text: string): Promise<StatementProblem | undefined> {
  if (text.length > MAX_STATEMENT_LENGTH)
    return { message: `the statement is longer than ${MAX_STATEMENT_LENGTH} characters`, hint: SPLIT };
  // The wire ends a text at a zero, and half a character becomes another one on its way.
  if (text.includes("\0") || !text.isWellFormed())
    return { message: "the statement holds a character that Postgres cannot store", hint: VALUES };
  if (text.trim() === "") return { message: "there is no statement", hint: ALLOWED_HINT };
  const { hasSqlDetails, loadModule, parseSync, scanSync } = await import("libpg-query");
  await loadModule();
  try {
    const first = scanSync(text).tokens.find(({ tokenName }) => !tokenName.endsWith("_COMMENT"));
    return first?.text === ";" ? TOO_MANY : judge(parseSync(text).stmts ?? []);
  } catch (error) {
    if (!hasSqlDetails(error)) throw error;
    const at = (error.sqlDetails?.cursorPosition ?? 0) + 1;
    return { message: `the statement cannot be read: ${error.message} (at character ${at})`, hint: VALUES };
  }
}

const ALLOWED = new Set(["SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"]);
const ALLOWED_HINT = "Allowed are select, insert, update, delete, merge, values, table and with.";
const SPLIT = "Use several steps.";
const TOO_MANY: StatementProblem = {
  message: "text holds more than one statement",
  hint: "Use a step for each statement, or one statement with common table expressions.",
};
const VALUES = "The grammar is that of Postgres 18. Values go to $1, $2.";

function judge(statements: readonly unknown[]): StatementProblem | undefined {
  if (statements.length === 0) return { message: "there is no statement", hint: ALLOWED_HINT };
  if (statements.length > 1) return TOO_MANY;
  const left: unknown[] = [statements[0]];
  while (left.length > 0) {
    const node = left.pop();
    if (typeof node !== "object" || node === null) continue;
    for (const [kind, part] of Object.entries(node)) {
      const problem = judgePart(kind, part);
      if (problem) return problem;
      left.push(part);
    }
  }
  return undefined;
}

/** A statement within a statement is judged like the whole: `kind` is a node's type, or the field that holds it. */
function judgePart(kind: string, part: unknown): StatementProblem | undefined {
  if (/^[A-Z]\w*Stmt$/.test(kind)) return ALLOWED.has(kind) ? targetProblem(kind, part) : refusedKind(kind);
  switch (kind) {
    case "intoClause":
      return { message: "select into makes a table", hint: ALLOWED_HINT };
    case "FuncCall":
      return functionProblem(namesIn(fieldOf(part, "funcname")).slice(-1));
    // `(x).f` and `x.f` call f(x) when there is no such column.
    case "A_Indirection":
      return functionProblem(namesIn(fieldOf(part, "indirection")));
    case "ColumnRef":
      return functionProblem(namesIn(fieldOf(part, "fields")).slice(1));
    default:
      return undefined;
  }
}

function refusedKind(kind: string): StatementProblem {
  const words = kind.replace(/Stmt$/, "").replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ");
  return { message: `a statement of the kind "${words.toLowerCase()}" is refused`, hint: ALLOWED_HINT };
}

function functionProblem(names: readonly string[]): StatementProblem | undefined {
  const name = names.find(reachesBeyondRows);
  if (name === undefined) return undefined;
  return {
    message: `the function ${name} is refused: it reaches beyond rows`,
    hint: "Locks, notifications, settings, files, sessions and SQL in a text are not an author's.",
  };
}

function targetProblem(kind: string, statement: unknown): StatementProblem | undefined {
  if (kind === "SelectStmt") return undefined;
  const relation = fieldOf(statement, "relation");
  const [schema, name] = [textOf(fieldOf(relation, "schemaname")), textOf(fieldOf(relation, "relname"))];
  if (name === undefined || !belongsToServer(schema, name)) return undefined;
  return {
    message: `${name} belongs to Postgres: it is not written to`,
    hint: "A table of your own that is called so needs its schema before its name.",
  };
}

function namesIn(list: unknown): string[] {
  return Array.isArray(list)
    ? list.flatMap((item) => textOf(fieldOf(fieldOf(item, "String"), "sval")) ?? [])
    : [];
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? Reflect.get(value, key)
    : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
