import pg from "pg";
import { superuserOf } from "./databases.ts";

/** A statement that Postgres executed on behalf of a call, at any depth. */
export type Executed = {
  readonly text: string;
  /** Rows that its plan handed on, or looked at and threw away, in all loops: what it did, whatever the machine does beside it. */
  readonly rows: number;
};

/** What a call did: all statements of all functions it led to, in the order in which they ended. Committed. */
export async function executedBy(db: pg.Pool, sql: string, values: readonly unknown[]): Promise<Executed[]> {
  const { rows } = await db.query<{ name: string }>("select current_database() as name");
  // Only a superuser may load what tells it.
  const session = new pg.Client({ connectionString: superuserOf(rows[0]?.name ?? "") });
  const executed: Executed[] = [];
  session.on("notice", ({ message = "" }) => {
    const plan = /^duration: .*? plan:\n(.*)$/s.exec(message)?.[1];
    if (plan === undefined) return;
    const { "Query Text": text, Plan: root }: { "Query Text": string; Plan: Plan } = JSON.parse(plan);
    executed.push({ text, rows: work(root) });
  });
  await session.connect();
  try {
    await session.query("load 'auto_explain'");
    const settings = {
      log_analyze: "on",
      log_timing: "off",
      log_nested_statements: "on",
      log_format: "json",
    };
    for (const [name, value] of Object.entries({ ...settings, log_level: "notice", log_min_duration: "0" }))
      await session.query(`set auto_explain.${name} = '${value}'`);
    executed.length = 0;
    await session.query(sql, [...values]);
    return executed.slice();
  } finally {
    await session.end();
  }
}

type Plan = Readonly<Record<string, unknown>> & { readonly Plans?: readonly Plan[] };

const seen = [
  "Actual Rows",
  "Rows Removed by Filter",
  "Rows Removed by Join Filter",
  "Rows Removed by Index Recheck",
];

function work(plan: Plan): number {
  const loops = Number(plan["Actual Loops"] ?? 0);
  const own = seen.reduce((sum, key) => sum + Number(plan[key] ?? 0), 0) * loops;
  return (plan.Plans ?? []).reduce((sum, below) => sum + work(below), own);
}
