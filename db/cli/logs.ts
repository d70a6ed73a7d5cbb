import { setTimeout as delay } from "node:timers/promises";
import { type Kysely, sql } from "kysely";
import type { DB } from "../client.ts";
import { RefluxError } from "../errors.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";
import { untilSignalled } from "./lifetime.ts";
import { isFinal, loadRun } from "./run-view.ts";
import { type Session, withSession } from "./session.ts";
import { type Paint, paint, plain, print, printJson } from "./terminal.ts";

export type LogOptions = {
  readonly scope?: string;
  readonly follow?: boolean;
  readonly json?: boolean;
};

type LogLine = {
  readonly at: Date;
  readonly step: string;
  readonly scope: string;
  readonly attempt: number;
  readonly level: string;
  readonly message: string;
  readonly fields: unknown;
};

/** Workers write their lines together, a moment after they were logged. */
const BEAT_MS = 500;

/** `reflux logs RUN [STEP]`: what its nodes logged, oldest first; with --follow until it ends, a JSON document a line. */
export async function logs(run: string, step: string | undefined, options: LogOptions): Promise<ExitCode> {
  return await withSession(async (session) => {
    await requirePlace(session, run, step);
    if (options.follow) return await follow(session, run, step, options);
    const lines = await linesOf(session.db, run, step, options.scope);
    if (options.json) printJson(lines.map(withoutPlace));
    else for (const line of lines) printLine(line);
    return exitCodes.ok;
  });
}

async function follow(
  { db }: Session,
  run: string,
  step: string | undefined,
  { scope, json }: LogOptions,
): Promise<ExitCode> {
  using lifetime = untilSignalled();
  // By their places: lines of several workers do not come in the order of their clocks.
  const seen = new Set<string>();
  for (;;) {
    // Asked before the lines: what a run logged before it ended is there once it has.
    const { state } = await loadRun(db, run, 1);
    for (const line of await linesOf(db, run, step, scope)) {
      if (seen.has(line.place)) continue;
      seen.add(line.place);
      if (json) process.stdout.write(`${JSON.stringify(withoutPlace(line))}\n`);
      else printLine(line);
    }
    if (lifetime.stopping.aborted) return exitCodes.interrupted;
    if (isFinal(state)) return exitCodes.ok;
    await delay(BEAT_MS, undefined, { signal: lifetime.stopping }).catch(() => undefined);
  }
}

type PlacedLine = LogLine & { readonly place: string };

async function linesOf(
  db: Kysely<DB>,
  run: string,
  step?: string,
  scope?: string,
): Promise<readonly PlacedLine[]> {
  const { rows } = await sql<PlacedLine>`
    select
      l.tableoid || ' ' || l.ctid as place,
      l.at, g.key as step, l.scope, l.attempt, l.level, l.message, l.fields
    from reflux.runs r
    join reflux.step_logs l on l.run_id = r.id
    join reflux.graph_steps g on g.graph_id = r.graph_id and g.idx = l.idx
    where r.id = ${run}
      and g.key = coalesce(${step ?? null}, g.key)
      and l.scope = coalesce(${scope ?? null}, l.scope)
    order by l.at, l.idx, l.scope`.execute(db);
  return rows;
}

function withoutPlace({ at, step, scope, attempt, level, message, fields }: PlacedLine): LogLine {
  return { at, step, scope, attempt, level, message, fields };
}

async function requirePlace({ db }: Session, run: string, step: string | undefined): Promise<void> {
  await loadRun(db, run, 1);
  if (step === undefined) return;
  const { rows } = await sql`
    select from reflux.runs r join reflux.graph_steps g on g.graph_id = r.graph_id
    where r.id = ${run} and g.key = ${step}`.execute(db);
  if (rows.length > 0) return;
  throw new RefluxError("RFN03", `run ${run} has no step ${step}`, {
    hint: `\`reflux show ${run}\` lists them`,
  });
}

const styles: Readonly<Record<string, Paint>> = { debug: "dim", warn: "yellow", error: "red" };

function printLine({ at, step, scope, attempt, level, message, fields }: LogLine): void {
  const place = `${step}${scope && ` ${scope}`}${attempt > 1 ? ` #${attempt}` : ""}`;
  const more = fields === null ? "" : `  ${paint("dim", plain(JSON.stringify(fields)))}`;
  const told = paint(styles[level] ?? "reset", level.padEnd(5));
  print(`${paint("dim", at.toISOString())}  ${told}  ${plain(place)}  ${plain(message)}${more}`);
}
