import { spawn } from "node:child_process";
import { once } from "node:events";
import type { PsqlRole } from "./choices.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";
import { withDatabaseUrl } from "./session.ts";
import { note, paint, print } from "./terminal.ts";

/**
 * `reflux psql`: psql on REFLUX's database, with `reflux` first on the search path, so that `select * from runs` and
 * `select why(7)` work as they stand. As the owner, or with the rights of one of the four roles.
 */
export async function psql(
  args: readonly string[],
  { role }: { readonly role: PsqlRole },
): Promise<ExitCode> {
  return await withDatabaseUrl(async (url) => {
    const { target, password } = withoutPassword(url);
    const child = spawn("psql", [target, ...quiet, ...args], {
      stdio: "inherit",
      env: {
        PSQLRC: "",
        ...process.env,
        ...(password === undefined ? {} : { PGPASSWORD: password }),
        PGAPPNAME: "reflux psql",
        PGOPTIONS: optionsFor(role),
      },
    });
    // Ctrl-C belongs to psql while it runs: it ends a query, not the session.
    const leave = () => undefined;
    process.on("SIGINT", leave);
    try {
      const [code] = (await once(child, "exit")) as [number | null];
      return code === 0 ? exitCodes.ok : exitCodes.failed;
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
      note(
        `psql is not installed. ${paint("dim", "Debian: apt install postgresql-client; macOS: brew install libpq", process.stderr)}`,
      );
      note("Any client takes this connection string:");
      print(url);
      return exitCodes.failed;
    } finally {
      process.off("SIGINT", leave);
    }
  });
}

/** With the code of an error, by which it is looked up, and without the lines of the engine in which it was raised. */
const quiet = ["--set=VERBOSITY=verbose", "--set=SHOW_CONTEXT=never"];

/** `reflux url`. */
export async function url(): Promise<ExitCode> {
  const { defaultUrl } = await import("../client.ts");
  print(defaultUrl());
  return exitCodes.ok;
}

/** Every process of the machine may read arguments; an environment only its own user. */
export function withoutPassword(url: string): { readonly target: string; readonly password?: string } {
  const found = /^(\w+:\/\/[^:@/?]*):([^@/?]*)@/.exec(url)?.[2] ?? /[?&]password=([^&#]*)/.exec(url)?.[1];
  if (found === undefined) return { target: url };
  const target = url
    .replace(/^(\w+:\/\/[^:@/?]*):[^@/?]*@/, "$1@")
    .replace(/([?&])password=[^&#]*&?/g, "$1")
    .replace(/[?&]$/, "");
  return { target, password: decodeURIComponent(found) };
}

function optionsFor(role: PsqlRole): string {
  const path = "-c search_path=reflux,reflux_private,public";
  return role === "owner" ? path : `${path} -c role=reflux_${role}`;
}
