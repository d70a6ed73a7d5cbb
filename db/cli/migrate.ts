import { openDatabase } from "../database.ts";
import { migrate as migrateDatabase } from "../migrate.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";
import { note, paint, print, printJson } from "./terminal.ts";

/** `reflux migrate`: brings the schema to this program's. Safe at any time and from many places at once. */
export async function migrate({ json }: { readonly json?: boolean }): Promise<ExitCode> {
  await using database = await openDatabase({ mode: "share" });
  const report = await migrateDatabase(database.url, { log: json ? () => undefined : note });
  if (json) printJson(report);
  else if (report.isAhead) print("a newer program has migrated this database; left as it is");
  else print(`${paint("green", "✓")} the schema is current`);
  return exitCodes.ok;
}
