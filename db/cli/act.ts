import { type RawBuilder, sql } from "kysely";
import { mark } from "./draw-run.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";
import { jsonSource } from "./run.ts";
import { loadRun, type RunState, type StepState } from "./run-view.ts";
import { type Session, withSession } from "./session.ts";
import { ago, note, paint, plain, print, printJson, table } from "./terminal.ts";

/** What people do to runs. Each is one SQL function, which also decides whether it may be done now. */
type Options = { readonly reason?: string; readonly json?: boolean };

export async function pause(run: string, options: Options): Promise<ExitCode> {
  return await onRun(sql`reflux.pause_run(${run}, ${options.reason ?? null})`, options);
}

export async function resume(run: string, options: Options): Promise<ExitCode> {
  return await onRun(sql`reflux.resume_run(${run}, ${options.reason ?? null})`, options);
}

export async function cancel(run: string, options: Options): Promise<ExitCode> {
  return await onRun(sql`reflux.cancel_run(${run}, ${options.reason ?? null})`, options);
}

type RunRow = { readonly id: string; readonly state: RunState; readonly reason: string | null };

async function onRun(call: RawBuilder<unknown>, { json }: Options): Promise<ExitCode> {
  const { rows } = await withSession(({ db }) =>
    sql<RunRow>`select id, state, reason from ${call}`.execute(db),
  );
  const [run] = rows;
  if (json) printJson(run);
  else if (run) print(`${mark(run.state)} run ${run.id}  ${run.state}`);
  return exitCodes.ok;
}

export type RedriveOptions = Options & {
  readonly scope: string;
  readonly input?: string;
  readonly downstream: boolean;
};

/** Without a step: every failed one. */
export async function redrive(
  run: string,
  step: string | undefined,
  options: RedriveOptions,
): Promise<ExitCode> {
  const reason = options.reason ?? null;
  const input = options.input === undefined ? null : jsonSource(options.input, "--input");
  const call =
    step === undefined
      ? sql`reflux.redrive_run(${run}, ${reason})`
      : sql`reflux.redrive_step(${run}, ${step}, ${options.scope}, ${input}, ${options.downstream}, ${reason})`;
  await onSteps(call, options);
  return exitCodes.ok;
}

/** Ends a step's back-off. */
export async function retryNow(
  run: string,
  step: string,
  options: Options & { readonly scope: string },
): Promise<ExitCode> {
  const { scope, reason } = options;
  await onSteps(sql`reflux.retry_now(${run}, ${step}, ${scope}, ${reason ?? null})`, options);
  return exitCodes.ok;
}

/** The payload becomes the step's output. */
export async function signal(
  run: string,
  step: string,
  payload: string | undefined,
  options: Options & { readonly scope: string },
): Promise<ExitCode> {
  const value = payload === undefined ? null : jsonSource(payload, "the payload");
  const { scope, reason } = options;
  const call = sql`reflux.signal_step(${run}, ${step}, ${value}, ${scope}, ${reason ?? null})`;
  const early = (await onSteps(call, options)).some(({ state }) => state !== "succeeded");
  if (early && !options.json) note("kept until the step waits for it");
  return exitCodes.ok;
}

type StepRow = {
  readonly run_id: string;
  readonly step: string;
  readonly scope: string;
  readonly state: StepState;
};

async function onSteps(call: RawBuilder<unknown>, { json }: Options): Promise<readonly StepRow[]> {
  const { rows } = await withSession(({ db }) =>
    sql<StepRow>`
      select s.run_id, g.key as step, s.scope, s.state from ${call} s
      join reflux.runs r on r.id = s.run_id join reflux.graph_steps g on g.graph_id = r.graph_id and g.idx = s.idx`.execute(
      db,
    ),
  );
  if (json) printJson(rows);
  else
    for (const { step, scope, state } of rows)
      print(`${mark(state)} ${step}${scope && ` ${scope}`}  ${state}`);
  return rows;
}

type Reason = {
  readonly key: string;
  readonly in_scope: string;
  readonly state: StepState;
  readonly reason: string;
  readonly since: Date | null;
  readonly until: Date | null;
  readonly hint: string | null;
};

/** `reflux why RUN`: exactly what it waits for. */
export async function why(
  run: string,
  step: string | undefined,
  options: { readonly scope: string; readonly json?: boolean },
): Promise<ExitCode> {
  const { rows, state } = await withSession(async (session) => ({
    rows: await reasons(session, run, step, options.scope),
    state: (await loadRun(session.db, run, 1)).state,
  }));
  if (options.json) {
    printJson(rows);
    return exitCodes.ok;
  }
  if (rows.length === 0) {
    note(`run ${run} has ${state}; it waits for nothing`);
    return exitCodes.ok;
  }
  const now = new Date();
  print(
    table(
      ["", "step", "state", "why", "since", "until", "what moves it on"].map((title) => ({ title })),
      rows.map(({ key, in_scope, state: at, reason, since, until, hint }) => [
        mark(at),
        `${key}${in_scope && ` ${in_scope}`}`,
        at,
        plain(reason),
        since ? ago(since, now) : "",
        until ? until.toISOString().slice(0, 19).replace("T", " ") : "",
        paint("dim", plain(hint ?? "")),
      ]),
    ),
  );
  return exitCodes.ok;
}

async function reasons({ db }: Session, run: string, step: string | undefined, scope: string) {
  const { rows } = await sql<Reason>`
    select key, in_scope, state, reason, since, until, hint from reflux.why(${run}, ${step ?? null}, ${scope})`.execute(
    db,
  );
  return rows;
}
