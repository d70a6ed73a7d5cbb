import { sql } from "kysely";
import { type ExitCode, exitCodes } from "./exit-codes.ts";
import { type Session, withSession } from "./session.ts";
import { ago, note, paint, plain, print, printJson, table } from "./terminal.ts";

export type AlertsOptions = { readonly flow?: string; readonly limit: number; readonly json?: boolean };

/** `reflux alerts`: the latest windows, newest first. */
export async function alerts({ flow, limit, json }: AlertsOptions): Promise<ExitCode> {
  const rows = await withSession(({ db }) =>
    db
      .selectFrom("reflux.alerts as a")
      .innerJoin("reflux.flows as f", "f.id", "a.flow_id")
      .select([
        "a.id",
        "f.slug as flow",
        "a.step",
        "a.code",
        "a.message",
        "a.count",
        "a.first_at",
        "a.last_at",
      ])
      .select(["a.run_id", "a.alert_run_id", "a.problem"])
      .$if(flow !== undefined, (query) => query.where("f.slug", "=", flow ?? ""))
      .orderBy("a.id", "desc")
      .limit(limit)
      .execute(),
  );
  if (json) printJson(rows);
  else if (rows.length === 0) note("no run has failed lately");
  else {
    print(
      table(
        [
          { title: "flow" },
          { title: "step" },
          { title: "code" },
          { title: "runs", align: "right" },
          { title: "last" },
          { title: "first run", align: "right" },
          { title: "told by", align: "right" },
          { title: "" },
        ],
        rows.map((row) => [
          row.flow,
          row.step,
          row.code,
          String(row.count),
          ago(row.last_at),
          row.run_id,
          row.alert_run_id ?? "-",
          row.problem === null ? paint("dim", plain(row.message ?? "")) : paint("red", plain(row.problem)),
        ]),
      ),
    );
  }
  return exitCodes.ok;
}

export type OnFailureOptions = {
  readonly for?: string;
  readonly none?: boolean;
  readonly default?: boolean;
  readonly window?: string;
  readonly reason?: string;
  readonly json?: boolean;
};

/** `reflux on-failure`: sets what is said, and tells what holds then. */
export async function onFailure(target: string | undefined, options: OnFailureOptions): Promise<ExitCode> {
  const { for: only, none = false, default: usual = false, window, reason, json } = options;
  if ([target !== undefined, none, usual].filter(Boolean).length > 1) {
    note("error: name a flow, or give one of --none and --default");
    return exitCodes.usage;
  }
  if (only === undefined ? usual || reason !== undefined : window !== undefined) {
    note("error: --default and --reason go with --for; --window is for all flows");
    return exitCodes.usage;
  }
  const holds = await withSession(async ({ db }) => {
    if (only !== undefined && (target !== undefined || none || usual)) {
      await sql`select reflux.set_on_failure(${only}, ${target ?? null}, ${!none}, ${reason ?? null})`.execute(
        db,
      );
    } else if (only === undefined && (target !== undefined || none || window !== undefined)) {
      await sql`select reflux.change_settings(on_failure_flow => ${none ? "" : (target ?? null)},
        alert_window => ${window ?? null}::text::interval)`.execute(db);
    }
    return await read(db, only);
  });
  if (json) printJson(holds);
  else {
    const { on_failure_flow: all, alert_window: each, flows } = holds;
    print(`all flows: ${all ?? "none"}; once per flow, step and code in ${each}`);
    for (const { flow, alerts: on, on_failure_flow: own } of flows) {
      print(`${flow}: ${on ? (own ?? "as all flows") : "none"}`);
    }
    for (const { flow, on_failure_flow: dead, problem } of holds.dead) {
      print(paint("red", `${flow ?? "all flows"}: ${dead} ${problem}, so nobody is told`));
    }
  }
  return exitCodes.ok;
}

/** What is set for all, and for the flow that is asked about, or each that differs. */
async function read(db: Session["db"], only: string | undefined) {
  const { rows } = await sql<{ on_failure_flow: string | null; alert_window: string }>`
    select on_failure_flow, alert_window::text from reflux.settings`.execute(db);
  const [settings] = rows;
  if (!settings) throw new Error("there are no settings");
  const flows = await db
    .selectFrom("reflux.flows")
    .select(["slug as flow", "on_failure_flow", "alerts"])
    .$if(only === undefined, (query) =>
      query.where((is) => is.or([is("on_failure_flow", "is not", null), is("alerts", "=", false)])),
    )
    .$if(only !== undefined, (query) => query.where("slug", "=", only ?? ""))
    .where("archived_at", "is", null)
    .orderBy("slug")
    .execute();
  const dead = await db.selectFrom("reflux_private.dead_on_failure_flows").selectAll().execute();
  return { ...settings, flows, dead };
}
