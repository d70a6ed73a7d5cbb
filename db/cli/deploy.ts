import { readFileSync } from "node:fs";
import { type Kysely, sql } from "kysely";
import type { DB } from "../client.ts";
import { RefluxError, toRefluxError } from "../errors.ts";
import type { Problem } from "../flows/check-expressions.ts";
import { type FlowFile, type LocatedProblem, parseFlowFile } from "../flows/flow-file.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";
import { withSession } from "./session.ts";
import { note, paint, plain, print, printJson, table } from "./terminal.ts";

export type Source = { readonly file: string; readonly text: string };
export type Deployed = { readonly file: string; readonly flow: string; readonly version: number };
export type FileProblem = LocatedProblem & { readonly file: string };

/** `reflux deploy FILE…`: all files or none, and every problem of all of them at once. */
export async function deploy(
  files: readonly string[],
  options: { readonly note?: string; readonly json?: boolean },
): Promise<ExitCode> {
  const sources = files.map(read);
  const { deployed, problems, warnings } = await withSession(({ db }) =>
    deployFlows(db, sources, options.note),
  );
  if (options.json) printJson({ deployed, problems, warnings });
  else if (problems.length > 0) printProblems([...problems, ...warnings]);
  else {
    for (const { file, position, path, message, hint = "" } of warnings)
      note(
        `${paint("yellow", "!")} ${file}:${position.line} ${plain(path)} ${plain(message)} ${plain(hint)}`,
      );
    for (const { flow, version } of deployed)
      print(`${paint("green", "✓")} ${flow} ${paint("dim", `v${version}`)}`);
  }
  return problems.length > 0 ? exitCodes.failed : exitCodes.ok;
}

/** Deploys flows in one transaction; with a problem in any of them nothing is deployed. */
export async function deployFlows(
  db: Kysely<DB>,
  sources: readonly Source[],
  why?: string,
): Promise<{
  readonly deployed: readonly Deployed[];
  readonly problems: readonly FileProblem[];
  readonly warnings: readonly FileProblem[];
}> {
  const flows = sources.map(({ file, text }) => ({ file, ...parseFlowFile(text, file) }));
  const problems: FileProblem[] = [];
  for (const flow of flows) {
    const inDatabase = flow.document === undefined ? [] : await check(db, flow);
    problems.push(...[...flow.problems, ...inDatabase].map((problem) => ({ file: flow.file, ...problem })));
  }
  const found = inReadingOrder(problems);
  const warnings = found.filter(({ severity }) => severity === "warning");
  const errors = found.filter(({ severity }) => severity !== "warning");
  if (errors.length > 0) return { deployed: [], problems: errors, warnings };

  const deployed = await db.transaction().execute(async (transaction) => {
    const done: Deployed[] = [];
    for (const { file, name, document } of flows) {
      try {
        const { rows } = await sql<{ number: number }>`
          select number from reflux.deploy_flow(${name}, ${JSON.stringify(document)}, ${why ?? null})`.execute(
          transaction,
        );
        done.push({ file, flow: name, version: rows[0]?.number ?? 0 });
      } catch (error) {
        throw inFile(file, error);
      }
    }
    return done;
  });
  return { deployed, problems: [], warnings };
}

/** What the database knows of: nodes, configs, edges, references. */
async function check(db: Kysely<DB>, { document, positionOf }: FlowFile): Promise<LocatedProblem[]> {
  const { rows } = await sql<{
    problems: Problem[];
  }>`select reflux.check_flow(${JSON.stringify(document)}) as problems`.execute(db);
  return (rows[0]?.problems ?? []).map((problem) => ({ ...problem, position: positionOf(problem.path) }));
}

function inReadingOrder(problems: readonly FileProblem[]): FileProblem[] {
  const order = [...new Set(problems.map(({ file }) => file))];
  return problems.toSorted(
    (a, b) =>
      order.indexOf(a.file) - order.indexOf(b.file) ||
      a.position.line - b.position.line ||
      a.position.column - b.position.column,
  );
}

function inFile(file: string, thrown: unknown): RefluxError {
  const { code, message, detail, hint } = toRefluxError(thrown);
  return new RefluxError(code, `${file}: ${message}`, { detail, hint, cause: thrown });
}

function read(file: string): Source {
  try {
    // 0 is the standard input.
    return { file, text: readFileSync(file === "-" ? 0 : file, "utf8") };
  } catch (cause) {
    throw new RefluxError(
      "RFV06",
      `cannot read ${file}: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        hint: "name files with a flow each, in YAML or JSON; - is the standard input",
        cause,
      },
    );
  }
}

function printProblems(problems: readonly FileProblem[]): void {
  const rows = problems.map(({ file, position, code, path, message }) => [
    `${file}:${position.line}:${position.column}`,
    paint("red", code),
    plain(path),
    plain(message),
  ]);
  print(
    table(
      [{ title: "where" }, { title: "code" }, { title: "path" }, { title: "what is wrong" }],
      interleaveHints(rows, problems),
    ),
  );
  const files = new Set(problems.map(({ file }) => file)).size;
  note(
    `${problems.length} problem${problems.length === 1 ? "" : "s"} in ${files} file${files === 1 ? "" : "s"}; nothing was deployed`,
  );
}

function interleaveHints(rows: readonly string[][], problems: readonly FileProblem[]): string[][] {
  return rows.flatMap((row, index) => {
    const hint = problems[index]?.hint;
    return hint ? [row, ["", "", "", paint("dim", plain(hint))]] : [row];
  });
}
