import { sql } from "kysely";
import { requireMeasure } from "../measure-json.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";
import { jsonSource } from "./run.ts";
import { withSession } from "./session.ts";
import { ago, fit, note, paint, plain, print, printJson, table } from "./terminal.ts";

export type SetOptions = { readonly text?: boolean; readonly reason?: string; readonly json?: boolean };

/** The value is JSON, or, where it is none, the text it is. What it became is told. */
export async function setVar(name: string, value: string, options: SetOptions): Promise<ExitCode> {
  const source = options.text ? JSON.stringify(value) : asJson(value);
  const { rows } = await withSession(({ db }) =>
    // Text all the way: a number keeps its digits.
    sql<{ name: string; value: string; kind: string }>`
      select name, value::text, jsonb_typeof(value) as kind
      from reflux.set_var(${name}, ${source}, ${options.reason ?? null})`.execute(db),
  );
  const [set] = rows;
  if (!set) throw new Error("set_var gave no row");
  if (options.json) print(`{"name":${JSON.stringify(name)},"value":${set.value}}`);
  else {
    const kind = set.kind === "string" ? "text" : set.kind;
    print(
      `${paint("green", "✓")} ${name} is the ${kind} ${plain(set.value)}; expressions read {{ vars.${name} }}`,
    );
  }
  return exitCodes.ok;
}

function asJson(value: string): string {
  if (value.startsWith("@")) return jsonSource(value, "the value");
  requireMeasure(value, "the value");
  try {
    JSON.parse(value);
    return value;
  } catch {
    return JSON.stringify(value);
  }
}

export async function listVars({ json }: { readonly json?: boolean }): Promise<ExitCode> {
  const rows = await withSession(({ db }) =>
    db
      .selectFrom("reflux.vars")
      .select(["name", sql<string>`value::text`.as("value"), "created_at", "updated_at"])
      .orderBy("name")
      .execute(),
  );
  if (json) {
    const parts = rows.map(({ value, ...row }) => `${JSON.stringify(row).slice(0, -1)},"value":${value}}`);
    print(`[${parts.join(",")}]`);
  } else if (rows.length === 0) note("no variables; set one with `reflux var set NAME VALUE`");
  else {
    print(
      table(
        [{ title: "name" }, { title: "set" }, { title: "value" }],
        rows.map(({ name, value, updated_at }) => [name, ago(updated_at), fit(plain(value), 200)]),
      ),
    );
  }
  return exitCodes.ok;
}

export async function unsetVar(
  name: string,
  { reason, json }: { readonly reason?: string; readonly json?: boolean },
): Promise<ExitCode> {
  await withSession(({ db }) => sql`select reflux.unset_var(${name}, ${reason ?? null})`.execute(db));
  if (json) printJson({ name });
  else print(`${paint("green", "✓")} ${name} is unset; steps that name it fail from now on`);
  return exitCodes.ok;
}
