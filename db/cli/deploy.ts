import { readFileSync } from "node:fs";
import { type Kysely, sql } from "kysely";
import type { Defect } from "#language/flow/problem.ts";
import { isJson } from "#language/flow/write-yaml.ts";
import type { DB } from "../client.ts";
import { RefluxError, toRefluxError } from "../errors.ts";
import { type Difference, differences } from "../flows/differences.ts";
import { type FlowFile, type LocatedProblem, parseFlowFile } from "../flows/flow-file.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";
import { withSession } from "./session.ts";
import { fit, note, paint, plain, print, printJson, table } from "./terminal.ts";

export type Source = { readonly file: string; readonly text: string };
export type Deployed = { readonly file: string; readonly flow: string; readonly version: number };
export type FileProblem = LocatedProblem & { readonly file: string };

export type Options = { readonly note?: string; readonly dryRun?: boolean; readonly json?: boolean };

/** `reflux deploy FILE…`: all files or none, and every problem of all of them at once. */
export async function deploy(files: readonly string[], options: Options): Promise<ExitCode> {
  const sources = files.map(read);
  if (options.dryRun) return await rehearse(sources, options);
  const { deployed, problems, warnings } = await withSession(({ db }) =>
    deployFlows(db, sources, options.note),
  );
  if (options.json) printJson({ deployed, problems, warnings });
  else if (problems.length > 0) printProblems([...problems, ...warnings]);
  else {
    printWarnings(warnings);
    for (const { flow, version } of deployed)
      print(`${paint("green", "✓")} ${flow} ${paint("dim", `v${version}`)}`);
  }
  return problems.length > 0 ? exitCodes.failed : exitCodes.ok;
}

/** What would come of it, and what would change: deployed in earnest, and rolled back. */
async function rehearse(sources: readonly Source[], options: Options): Promise<ExitCode> {
  const { would, problems, warnings } = await withSession(async ({ db }) => {
    const transaction = await db.startTransaction().execute();
    try {
      const before = await documents(transaction, sources);
      const { deployed, problems, warnings } = await deployWithin(transaction, sources, options.note);
      const after = await documents(transaction, sources);
      const would = deployed.map((one) => ({
        ...one,
        changes: differences(before.get(one.flow), after.get(one.flow) ?? "{}"),
      }));
      return { would, problems, warnings };
    } finally {
      await transaction.rollback().execute();
    }
  });
  if (options.json) printJson({ dry_run: true, would_deploy: would, problems, warnings });
  else if (problems.length > 0) printProblems([...problems, ...warnings]);
  else {
    printWarnings(warnings);
    for (const one of would) printChanges(one);
  }
  if (!options.json && problems.length === 0) note("dry run; nothing was deployed");
  return problems.length > 0 ? exitCodes.failed : exitCodes.ok;
}

function printWarnings(warnings: readonly FileProblem[]): void {
  for (const { file, position, path, message, hint = "" } of warnings) {
    note(`${paint("yellow", "!")} ${file}:${position.line} ${plain(path)} ${plain(message)} ${plain(hint)}`);
  }
}

/** The current versions as they stand, by flow. */
async function documents(db: Kysely<DB>, sources: readonly Source[]): Promise<ReadonlyMap<string, string>> {
  const names = sources.map(({ file, text }) => parseFlowFile(text, file).name);
  const { rows } = await sql<{ slug: string; document: string | null }>`
    select f.slug, reflux.flows_document(f)::text as document from reflux.flows f where f.slug = any (${names})`.execute(
    db,
  );
  return new Map(
    rows.flatMap(({ slug, document }) => (document === null ? [] : [[slug, document] as const])),
  );
}

function printChanges({
  flow,
  version,
  changes,
}: Deployed & { readonly changes: readonly Difference[] }): void {
  const what =
    changes.length === 0 ? "as it is" : `${changes.length} change${changes.length === 1 ? "" : "s"}`;
  print(`${paint("green", "✓")} ${flow} ${paint("dim", `v${version}`)}  ${what}`);
  for (const { path, before, after } of changes) {
    if (before === undefined) print(paint("green", fit(`  + ${plain(path)}  ${plain(after ?? "")}`)));
    else if (after === undefined) print(paint("red", fit(`  - ${plain(path)}  ${plain(before)}`)));
    else print(paint("yellow", fit(`  ~ ${plain(path)}  ${plain(before)} → ${plain(after)}`)));
  }
}

type Outcome = {
  readonly deployed: readonly Deployed[];
  readonly problems: readonly FileProblem[];
  readonly warnings: readonly FileProblem[];
};

/** Deploys flows in one transaction; with a problem in any of them nothing is deployed. */
export async function deployFlows(
  db: Kysely<DB>,
  sources: readonly Source[],
  why?: string,
): Promise<Outcome> {
  return await db.transaction().execute((transaction) => deployWithin(transaction, sources, why));
}

async function deployWithin(
  transaction: Kysely<DB>,
  sources: readonly Source[],
  why: string | undefined,
): Promise<Outcome> {
  const flows = sources.map(({ file, text }) => ({ file, text, ...parseFlowFile(text, file) }));
  const problems: FileProblem[] = [];
  for (const flow of flows) {
    const inDatabase = flow.document === undefined ? [] : await check(transaction, flow);
    problems.push(...[...flow.problems, ...inDatabase].map((problem) => ({ file: flow.file, ...problem })));
  }
  const found = inReadingOrder(problems);
  const warnings = found.filter(({ severity }) => severity === "warning");
  const errors = found.filter(({ severity }) => severity !== "warning");
  if (errors.length > 0) return { deployed: [], problems: errors, warnings };

  const deployed: Deployed[] = [];
  for (const { file, text, name, document } of flows) {
    // JSON has neither comments nor an order that somebody wants kept.
    const source = isJson(text) ? null : text;
    try {
      const { rows } = await sql<{ number: number }>`
        select number from reflux.deploy_flow(${name}, ${JSON.stringify(document)}, ${why ?? null}, ${source})`.execute(
        transaction,
      );
      deployed.push({ file, flow: name, version: rows[0]?.number ?? 0 });
    } catch (error) {
      throw inFile(file, error);
    }
  }
  return { deployed, problems: [], warnings };
}

/** What the database knows of: nodes, configs, edges, references. */
async function check(db: Kysely<DB>, { document, positionOf }: FlowFile): Promise<LocatedProblem[]> {
  const { rows } = await sql<{
    problems: Defect[];
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
