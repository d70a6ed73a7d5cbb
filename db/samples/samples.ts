import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Kysely } from "kysely";
import { sql } from "kysely";
import { type Deployed, deployFlows, type Source } from "../cli/deploy.ts";
import type { DB } from "../client.ts";
import { RefluxError } from "../errors.ts";

/** Where the counterpart is, if nobody else is there. */
export const samplePort = 7310;

function sampleFlows(): readonly Source[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".yaml"))
    .toSorted()
    .map((file) => ({ file: `db/samples/${file}`, text: read(file) }));
}

/**
 * Deploys the samples, whose nodes a worker must have announced. Safe at every start: the same graph is the same
 * version, and a sample that somebody changed, or archived, is theirs from then on.
 */
export async function deploySamples(db: Kysely<DB>, counterpart: string): Promise<readonly Deployed[]> {
  await sql.raw(read("tables.sql")).execute(db);
  await setVars(db, counterpart);
  const taken = await takenOver(db);
  const ours = sampleFlows().filter(({ text }) => !taken.has(nameIn(text)));
  const { deployed, problems } = await deployFlows(db, ours, sampleNote);
  if (problems.length > 0) {
    throw new RefluxError("RFV01", `the sample flows have ${problems.length} problems`, { detail: problems });
  }
  for (const { flow } of deployed) await permit(db, flow, new URL(counterpart).host);
  return deployed;
}

/** What the flows read. A value that somebody gave one stays: the counterpart's place is ours while it is on loopback. */
async function setVars(db: Kysely<DB>, counterpart: string): Promise<void> {
  await sql`
    select reflux.set_var(w.name, w.value, ${sampleNote})
    from (values ('shop_url', to_jsonb(${counterpart}::text)), ('approve_above', '1000')) w(name, value)
    left join reflux.vars v on v.name = w.name
    where v.name is null
      or w.name = 'shop_url' and v.value <> w.value and v.value #>> '{}' ~ '^http://127\\.0\\.0\\.1:[0-9]+$'`.execute(
    db,
  );
}

/**
 * What each sample may do, and nothing else: a permit binds also what somebody deployed who may do everything. None calls
 * another flow. A copy that a token limited to it deploys needs the same.
 */
const permits: Readonly<Record<string, { readonly counterpart: boolean; readonly sqlRole: string | null }>> =
  {
    "nightly-report": { counterpart: false, sqlRole: "reflux_query" },
    "order-intake": { counterpart: true, sqlRole: null },
    "order-quote": { counterpart: true, sqlRole: "reflux_query" },
    "stock-watch": { counterpart: false, sqlRole: "reflux_query" },
  };

async function permit(db: Kysely<DB>, flow: string, counterpart: string): Promise<void> {
  const may = permits[flow];
  if (!may) return;
  const hosts = may.counterpart ? [counterpart] : [];
  await sql`select reflux.permit_flow(${flow}, calls => '{}', hosts => ${hosts}::text[], sql_role => ${may.sqlRole},
    reason => ${sampleNote}, exactly => true)`.execute(db);
}

/** Marks the versions that this file made. */
const sampleNote = "sample";

async function takenOver(db: Kysely<DB>): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom("reflux.flows as f")
    .leftJoin("reflux.flow_versions as v", "v.id", "f.current_version_id")
    .select("f.slug")
    .where((is) => is.or([is("f.archived_at", "is not", null), is("v.note", "is distinct from", sampleNote)]))
    .execute();
  return new Set(rows.map(({ slug }) => slug));
}

function nameIn(text: string): string {
  return /^name: (\S+)$/m.exec(text)?.[1] ?? "";
}

function read(file: string): string {
  return readFileSync(`${folder}${file}`, "utf8");
}

const folder = fileURLToPath(new URL(".", import.meta.url));
