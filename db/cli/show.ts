import { sql } from "kysely";
import { evidenceTexts } from "#language/evidence.ts";
import { RefluxError } from "../errors.ts";
import { drawRun, mark } from "./draw-run.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";
import { loadRun } from "./run-view.ts";
import { type Session, withSession } from "./session.ts";
import { ago, duration, paint, plain, pretty, print, printJson, table } from "./terminal.ts";

/** `reflux show RUN`: its steps on a time line, its errors, what people did. With a step: what went in and out. */
export async function show(
  id: string,
  step: string | undefined,
  options: { readonly scope: string; readonly json?: boolean },
): Promise<ExitCode> {
  return await withSession(async (session) => {
    if (step === undefined) await showRun(session, id, options.json ?? false);
    else await showStep(session, id, { step, scope: options.scope }, options.json ?? false);
    return exitCodes.ok;
  });
}

async function showRun({ db }: Session, id: string, asJson: boolean): Promise<void> {
  const run = await loadRun(db, id, asJson ? 20_000 : 200);
  const { rows } = await sql<{ input: unknown; output: unknown }>`
    select r.input, reflux.runs_output(r) as output from reflux.runs r where r.id = ${id}`.execute(db);
  const { input, output } = rows[0] ?? { input: null, output: null };
  const events = await db
    .selectFrom("reflux.run_events")
    .select(["at", "kind", "actor", "reason", "detail"])
    .where("run_id", "=", id)
    .orderBy("at")
    .limit(1_000)
    .execute();
  if (asJson) {
    printJson({ ...run, input, output, events });
    return;
  }
  for (const line of drawRun(run)) print(line);
  for (const { at, kind, actor, reason } of events) {
    print(`  ${paint("dim", `${ago(at)}: ${kind} by ${plain(actor)}${reason ? `: ${plain(reason)}` : ""}`)}`);
  }
}

type Place = { readonly step: string; readonly scope: string };

type StepRow = {
  readonly node: string;
  readonly state: Parameters<typeof mark>[0];
  readonly attempt: number;
  readonly error: unknown;
  readonly input: unknown;
  readonly output: unknown;
  readonly allowed_actions: readonly string[];
};

async function showStep({ db }: Session, run: string, place: Place, asJson: boolean): Promise<void> {
  const { step, scope } = place;
  const { rows } = await sql<StepRow>`
    select s.node, s.state, s.attempt, s.error, s.allowed_actions,
      reflux.step_input(s.run_id, s.step, s.scope) as input, reflux.step_output(s.run_id, s.step, s.scope) as output
    from reflux.run_steps s where s.run_id = ${run} and s.step = ${step} and s.scope = ${scope}`.execute(db);
  const [row] = rows;
  if (!row) {
    await loadRun(db, run, 1);
    throw new RefluxError("RFN03", `run ${run} has no step ${step}${scope && ` in ${scope}`}`, {
      hint: `\`reflux show ${run}\` lists them`,
    });
  }
  const attempts = await attemptsOf(db, run, place);
  const logs = await logsOf(db, run, place);
  if (asJson) {
    printJson({ run, ...place, ...row, attempts, logs });
    return;
  }
  print(
    `${mark(row.state)} ${paint("bold", step)}${scope && ` ${scope}`}  ${paint("dim", row.node)}  ${row.state}`,
  );
  section("input", row.input);
  if (row.output !== null) section("output", row.output);
  if (row.error !== null) section("error", row.error);
  if (attempts.length > 0) {
    print(`\n${paint("bold", "attempts")}`);
    print(
      table(
        [
          { title: "#", align: "right" },
          { title: "outcome" },
          { title: "queued", align: "right" },
          { title: "took", align: "right" },
          { title: "error" },
        ],
        attempts.map(({ attempt, what, queued_ms, run_ms, detail }) => [
          String(attempt),
          what,
          queued_ms === null ? "" : duration(Number(queued_ms)),
          run_ms === null ? "" : duration(Number(run_ms)),
          plain(detail ? `${detail.code} ${detail.message}` : ""),
        ]),
      ),
    );
    // Of the last that said something to somebody.
    const said = attempts.findLast(({ evidence }) => evidence !== null);
    for (const { label, text } of evidenceTexts(said?.evidence)) {
      print(`\n${paint("bold", `attempt ${said?.attempt}: ${plain(label)}`)}`);
      for (const line of text === "" ? [] : text.split("\n")) print(`  ${plain(line)}`);
    }
  }
  if (logs.length > 0) print(`\n${paint("bold", "log")}`);
  for (const { at, level, message } of logs)
    print(`${paint("dim", at.toISOString())}  ${level.padEnd(5)}  ${plain(message)}`);
}

async function attemptsOf(db: Session["db"], run: string, { step, scope }: Place) {
  const { rows } = await sql<{
    attempt: number;
    what: string;
    queued_ms: string | null;
    run_ms: string | null;
    detail: { readonly code: string; readonly message: string } | null;
    evidence: unknown;
  }>`
    select attempt, what, queued_ms, run_ms, detail, evidence from reflux.run_timeline
    where run_id = ${run} and step = ${step} and scope = ${scope} and kind = 'attempt' order by attempt`.execute(
    db,
  );
  return rows;
}

async function logsOf(db: Session["db"], run: string, { step, scope }: Place) {
  const { rows } = await sql<{ at: Date; attempt: number; level: string; message: string; fields: unknown }>`
    select l.at, l.attempt, l.level, l.message, l.fields from reflux.step_logs l
    join reflux.run_steps s on s.run_id = l.run_id and s.idx = l.idx and s.scope = l.scope
    where l.run_id = ${run} and s.step = ${step} and l.scope = ${scope} order by l.at limit 1000`.execute(db);
  return rows;
}

function section(title: string, value: unknown): void {
  print(`\n${paint("bold", title)}`);
  print(pretty(value));
}
