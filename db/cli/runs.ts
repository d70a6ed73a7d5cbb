import { sql } from "kysely";
import { waits } from "#language/waits.ts";
import { mark, styleOf } from "./draw-run.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";
import { type RunState, stepCounts } from "./run-view.ts";
import { withSession } from "./session.ts";
import { ago, duration, note, paint, plain, print, printJson, table } from "./terminal.ts";

export type RunsOptions = {
  readonly flow?: string;
  readonly state?: RunState;
  readonly limit: number;
  readonly json?: boolean;
};

/** `reflux runs`: the latest runs, newest first. */
export async function runs({ flow, state, limit, json }: RunsOptions): Promise<ExitCode> {
  const found = await withSession(async ({ db }) => {
    const rows = await db
      .selectFrom("reflux.runs as r")
      .innerJoin("reflux.flows as f", "f.id", "r.flow_id")
      .leftJoin("reflux.flow_versions as v", "v.id", "r.version_id")
      .select(["r.id", "f.slug as flow", "v.number as version", "r.state", "r.reason"])
      .select(["r.created_at", "r.started_at", "r.finished_at"])
      .select(sql<readonly string[]>`reflux.runs_waits_for_signal(r)`.as("waits_for_signal"))
      .$if(flow !== undefined, (query) => query.where("f.slug", "=", flow ?? ""))
      .$if(state !== undefined, (query) => query.where("r.state", "=", state ?? "queued"))
      .orderBy("r.id", "desc")
      .limit(limit)
      .execute();
    const counts = await stepCounts(
      db,
      rows.map(({ id }) => id),
    );
    return rows.map((row) => ({ ...row, steps: counts.get(row.id) ?? { succeeded: 0, failed: 0 } }));
  });
  if (json) {
    printJson(found);
    return exitCodes.ok;
  }
  if (found.length === 0) note("no runs; start one with `reflux run FLOW`");
  else print(list(found));
  return exitCodes.ok;
}

type Row = {
  readonly id: string;
  readonly flow: string;
  readonly version: number | null;
  readonly state: RunState;
  readonly reason: string | null;
  readonly waits_for_signal: readonly string[];
  readonly created_at: Date;
  readonly finished_at: Date | null;
  readonly steps: { readonly succeeded: number; readonly failed: number };
};

function list(rows: readonly Row[]): string {
  const now = new Date();
  return table(
    [
      { title: "run", align: "right" },
      { title: "flow" },
      { title: "state" },
      { title: "steps", align: "right" },
      { title: "took", align: "right" },
      { title: "started" },
      { title: "" },
    ],
    rows.map(({ id, flow, version, state, reason, waits_for_signal, created_at, finished_at, steps }) => [
      id,
      `${flow}${version === null ? "" : paint("dim", ` v${version}`)}`,
      `${mark(state)} ${paint(styleOf[state], state)}`,
      steps.failed > 0
        ? `${steps.succeeded} ${paint("red", `${steps.failed} failed`)}`
        : String(steps.succeeded),
      duration((finished_at ?? now).getTime() - created_at.getTime()),
      ago(created_at, now),
      paint("dim", plain([...waitFor(waits_for_signal), ...(reason ? [reason] : [])].join("; "))),
    ]),
  );
}

function waitFor(steps: readonly string[]): readonly string[] {
  return steps.length === 0 ? [] : [`${waits.person.words}: ${steps.join(", ")}`];
}
