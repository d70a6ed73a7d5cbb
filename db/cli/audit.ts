import { type ExitCode, exitCodes } from "./exit-codes.ts";
import { withSession } from "./session.ts";
import { ago, note, plain, print, printJson, table } from "./terminal.ts";

export type AuditOptions = {
  readonly object?: string;
  readonly actor?: string;
  readonly limit: number;
  readonly json?: boolean;
};

/** The latest administrative acts. */
export async function audit({ object, actor, limit, json }: AuditOptions): Promise<ExitCode> {
  const rows = await withSession(({ db }) => {
    let acts = db.selectFrom("reflux.audit").selectAll().orderBy("id", "desc").limit(limit);
    if (object !== undefined) acts = acts.where("object", "=", object);
    if (actor !== undefined) acts = acts.where("actor", "=", actor);
    return acts.execute();
  });
  if (json) printJson(rows);
  else if (rows.length === 0) note("no administrative act yet");
  else {
    const titles = ["when", "who", "from", "act", "object", "now"].map((title) => ({ title }));
    print(
      table(
        titles,
        rows.map((row) => [
          ago(row.at),
          plain(row.actor),
          plain([row.door, row.address].filter(Boolean).join(" ")),
          row.act,
          plain(row.object),
          plain(row.after === null ? "" : JSON.stringify(row.after)).slice(0, 60),
        ]),
      ),
    );
  }
  return exitCodes.ok;
}
