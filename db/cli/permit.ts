import { sql } from "kysely";
import { type ExitCode, exitCodes } from "./exit-codes.ts";
import { withSession } from "./session.ts";
import { paint, print, printJson } from "./terminal.ts";

export type PermitOptions = {
  readonly call?: readonly string[];
  readonly host?: readonly string[];
  readonly sqlRole?: string;
  readonly reason?: string;
  readonly exactly?: boolean;
  readonly json?: boolean;
};

/** `reflux permit FLOW`: what a flow may do beyond the reach of whoever deployed it. */
export async function permitFlow(flow: string, options: PermitOptions): Promise<ExitCode> {
  const { call, host, sqlRole, reason, exactly, json } = options;
  const { rows } = await withSession(({ db }) =>
    sql<Permit>`
      select calls, hosts, sql_role from reflux.permit_flow(${flow}, ${call ?? null}::text[], ${host ?? null}::text[],
        ${sqlRole ?? null}, ${reason ?? null}, ${exactly ?? false})`.execute(db),
  );
  const [permit] = rows;
  if (!permit) throw new Error("permit_flow gave no row");
  if (json) printJson({ flow, ...permit });
  else {
    const { calls, hosts, sql_role: role } = permit;
    const says = [
      `calls ${calls?.join(", ") ?? "-"}`,
      `hosts ${hosts?.join(", ") ?? "-"}`,
      `SQL as ${role ?? "-"}`,
    ];
    print(`${paint("green", "✓")} ${flow} is permitted: ${says.join("; ")}`);
  }
  return exitCodes.ok;
}

type Permit = {
  readonly calls: readonly string[] | null;
  readonly hosts: readonly string[] | null;
  readonly sql_role: string | null;
};
