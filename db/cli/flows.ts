import { sql } from "kysely";
import { yamlOf } from "../flows/flow-text.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";
import { withSession } from "./session.ts";
import { ago, note, paint, print, printJson, table } from "./terminal.ts";

type Options = { readonly reason?: string; readonly json?: boolean };

/** `reflux flows`: what there is, whether it starts runs, how it did in the last day. */
export async function flows({ all, json }: { readonly all?: boolean; readonly json?: boolean }) {
  const { rows } = await withSession(({ db }) =>
    sql<FlowRow>`
      select f.slug as flow, f.title, v.number as version, f.enabled, f.archived_at, h.runs, h.failed, h.live,
        h.last_run_at, reflux.flows_next_run_at(f) as next_run_at
      from reflux.flows f left join reflux.flow_versions v on v.id = f.current_version_id
      left join reflux.flow_health h on h.flow_id = f.id
      where ${all ?? false} or f.archived_at is null order by f.slug`.execute(db),
  );
  if (json) printJson(rows.map((row) => ({ ...row, state: stateOf(row) })));
  else if (rows.length === 0) note("no flows; make one with `reflux deploy FILE`");
  else print(list(rows));
  return exitCodes.ok;
}

type FlowRow = {
  readonly flow: string;
  readonly title: string | null;
  readonly version: number | null;
  readonly enabled: boolean;
  readonly archived_at: Date | null;
  /** Of the last day; null for what is archived. */
  readonly runs: string | null;
  readonly failed: string | null;
  readonly live: string | null;
  readonly last_run_at: Date | null;
  readonly next_run_at: Date | null;
};

function stateOf({ archived_at, version, enabled }: FlowRow): "archived" | "draft" | "enabled" | "disabled" {
  if (archived_at) return "archived";
  if (version === null) return "draft";
  return enabled ? "enabled" : "disabled";
}

const styleOf = { enabled: "green", disabled: "yellow", draft: "dim", archived: "dim" } as const;

function list(rows: readonly FlowRow[]): string {
  return table(
    [
      { title: "flow" },
      { title: "state" },
      { title: "live", align: "right" },
      { title: "runs, 24 h", align: "right" },
      { title: "last run" },
      { title: "next by the clock" },
    ],
    rows.map((row) => [
      `${row.flow}${row.version === null ? "" : paint("dim", ` v${row.version}`)}`,
      paint(styleOf[stateOf(row)], stateOf(row)),
      row.live ?? "",
      Number(row.failed) > 0 ? `${row.runs} ${paint("red", `${row.failed} failed`)}` : (row.runs ?? ""),
      row.last_run_at ? ago(row.last_run_at) : "",
      row.next_run_at ? row.next_run_at.toISOString().slice(0, 16).replace("T", " ") : "",
    ]),
  );
}

export async function enable(flow: string, options: Options): Promise<ExitCode> {
  return await setEnabled(flow, true, options);
}

export async function disable(flow: string, options: Options): Promise<ExitCode> {
  return await setEnabled(flow, false, options);
}

async function setEnabled(flow: string, enabled: boolean, { reason, json }: Options): Promise<ExitCode> {
  const { rows } = await withSession(({ db }) =>
    sql`select slug as flow, enabled from reflux.set_flow_enabled(${flow}, ${enabled}, ${reason ?? null})`.execute(
      db,
    ),
  );
  if (json) printJson(rows[0]);
  else print(`${paint("green", "✓")} ${flow} is ${enabled ? "enabled" : "disabled"}`);
  return exitCodes.ok;
}

export async function archive(flow: string, { reason, json }: Options): Promise<ExitCode> {
  const { rows } = await withSession(({ db }) =>
    sql`select slug as flow, archived_at from reflux.archive_flow(${flow}, ${reason ?? null})`.execute(db),
  );
  if (json) printJson(rows[0]);
  else print(`${paint("green", "✓")} ${flow} is archived; deploying it brings it back`);
  return exitCodes.ok;
}

/** The old version becomes the current one under a new number. */
export async function rollback(flow: string, version: number, options: Options): Promise<ExitCode> {
  const { rows } = await withSession(({ db }) =>
    sql<{ number: number; note: string | null }>`
      select number, note from reflux.rollback_flow(${flow}, ${version}, ${options.reason ?? null})`.execute(
      db,
    ),
  );
  const number = rows[0]?.number ?? 0;
  if (options.json) printJson({ flow, version: number, as: version });
  else print(`${paint("green", "✓")} ${flow} ${paint("dim", `v${number}`)} is what v${version} was`);
  return exitCodes.ok;
}

/** `reflux export FLOW`: what `reflux deploy` takes. The digits of numbers are those of the database. */
export async function exportFlow(
  flow: string,
  options: { readonly version?: number; readonly json?: boolean },
): Promise<ExitCode> {
  const { document, source, nodes } = await withSession(async ({ db }) => {
    const { rows } = await sql<{ document: string; source: string | null }>`
      select jsonb_pretty(reflux.flow_document(${flow}, ${options.version ?? null})) as document,
        (select f.source from reflux.flows f where f.slug = ${flow}) as source`.execute(db);
    const { rows: nodes } = await sql<{ name: string; version: number; config: unknown }>`
      select n.name, n.version, n.manifest -> 'config' as config from reflux.nodes n order by n.version`.execute(
      db,
    );
    return { document: rows[0]?.document ?? "", source: rows[0]?.source ?? undefined, nodes };
  });
  const configs = new Map(
    // A node without a version is the latest.
    nodes.flatMap(({ name, version, config }) => [
      [name, config] as const,
      [`${name}@${version}`, config] as const,
    ]),
  );
  process.stdout.write(
    options.json ? `${document}\n` : yamlOf(document, (node) => configs.get(node), source),
  );
  return exitCodes.ok;
}
