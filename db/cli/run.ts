import { readFileSync } from "node:fs";
import { sql } from "kysely";
import { RefluxError } from "../errors.ts";
import { requireMeasure } from "../measure-json.ts";
import { drawRun } from "./draw-run.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";
import { untilSignalled } from "./lifetime.ts";
import { isFinal, type RunView } from "./run-view.ts";
import { type Session, withSession } from "./session.ts";
import { isInteractive, note, pretty, print, printJson } from "./terminal.ts";
import { watchRun } from "./watch-run.ts";

export type RunOptions = {
  readonly input?: string;
  readonly key?: string;
  readonly version?: number;
  readonly priority?: number;
  readonly watch?: boolean;
  readonly json?: boolean;
};

/** `reflux run FLOW`: starts a run, and with --watch stays until it ends. */
export async function run(flow: string, options: RunOptions): Promise<ExitCode> {
  const input = jsonSource(options.input ?? "{}", "--input");
  return await withSession(async (session) => {
    const { db } = session;
    const { rows } = await sql<{ id: string; state: string; replayed: boolean }>`
      select id, state, replayed from reflux.start_run(${flow}, ${input}, ${options.key ?? null},
        ${options.version ?? null}, ${options.priority ?? 0})`.execute(db);
    const [started] = rows;
    if (!started) throw new Error("start_run gave no row");
    if (started.replayed && !options.json) note(`replayed: the key has started run ${started.id} before`);
    if (options.watch) return await watch(session, started.id, options.json ?? false);
    if (options.json) printJson(started);
    else {
      print(started.id);
      if (isInteractive()) note(`watch it: reflux watch ${started.id}`);
    }
    return exitCodes.ok;
  });
}

/** `reflux watch RUN`. */
export async function watchCommand(id: string, options: { readonly json?: boolean }): Promise<ExitCode> {
  return await withSession((session) => watch(session, id, options.json ?? false));
}

async function watch(session: Session, id: string, asJson: boolean): Promise<ExitCode> {
  using lifetime = untilSignalled();
  const view = await watchRun(session, id, lifetime.stopping, asJson ? () => undefined : undefined);
  const output = view.state === "succeeded" ? await outputOf(session, id) : undefined;
  if (asJson) printJson({ ...view, output: output ?? null });
  else if (isFinal(view.state)) conclude(view, output);
  if (isFinal(view.state)) return exitCodeOf(view);
  note(`run ${id} goes on; see \`reflux show ${id}\``);
  return exitCodes.interrupted;
}

function conclude(view: RunView, output: unknown): void {
  // The picture on the terminal already says what failed.
  if (!isInteractive() && view.state === "failed") for (const line of drawRun(view)) print(line);
  if (output !== undefined) print(pretty(output));
}

async function outputOf({ db }: Session, id: string): Promise<unknown> {
  const { rows } = await sql<{ output: unknown }>`
    select reflux.runs_output(r) as output from reflux.runs r where r.id = ${id}`.execute(db);
  return rows[0]?.output ?? undefined;
}

function exitCodeOf({ state }: RunView): ExitCode {
  if (state === "succeeded") return exitCodes.ok;
  return state === "cancelled" ? exitCodes.cancelled : exitCodes.failed;
}

/** JSON as it was written, digits and all: on the command line, in a file as `@file`, on the standard input as `@-`. */
export function jsonSource(text: string, option: string): string {
  const source = text.startsWith("@") ? readText(text.slice(1), option) : text;
  requireMeasure(source, option);
  try {
    JSON.parse(source);
    return source;
  } catch (cause) {
    throw new RefluxError(
      "RFV07",
      `${option} is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        hint: `quote it for the shell, as in '{"id": 7}', or name a file: @input.json`,
        cause,
      },
    );
  }
}

function readText(file: string, option: string): string {
  try {
    return readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (cause) {
    throw new RefluxError(
      "RFV06",
      `${option}: cannot read ${file}: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
}
