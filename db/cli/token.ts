import { sql } from "kysely";
import type { TokenRole } from "./choices.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";
import { withSession } from "./session.ts";
import { ago, note, paint, plain, print, printJson, table } from "./terminal.ts";

export type CreateOptions = {
  readonly role: TokenRole;
  readonly flow?: readonly string[];
  readonly expires?: string;
  readonly json?: boolean;
};

/** The token is all that goes to standard output, so that `TOKEN=$(reflux token create …)` works. */
export async function createToken(name: string, options: CreateOptions): Promise<ExitCode> {
  const { role, flow, expires = "90 days" } = options;
  // Without an end only for who says so.
  const interval = expires === "never" ? null : expires;
  const { rows } = await withSession(({ db }) =>
    sql<{ id: string; token: string }>`
      select id, token from reflux.create_token(${name}, ${role}, ${flow ?? null}::text[], now() + ${interval}::interval)`.execute(
      db,
    ),
  );
  const [made] = rows;
  if (!made) throw new Error("create_token gave no row");
  const end = interval === null ? "never ends" : `ends after ${interval}`;
  return show(made, `token ${made.id}, ${role}, ${end}; it is shown this once`, options.json);
}

/** The new one, while the old one works on for a time. */
export async function rotateToken(
  id: string,
  { grace, json }: { readonly grace: string; readonly json?: boolean },
): Promise<ExitCode> {
  const { rows } = await withSession(({ db }) =>
    sql<{ id: string; token: string }>`
      select new_id as id, token from reflux.rotate_token(${id}, ${grace}::interval)`.execute(db),
  );
  const [made] = rows;
  if (!made) throw new Error("rotate_token gave no row");
  return show(made, `token ${made.id} in the place of ${id}, which works on for ${grace}`, json);
}

function show(made: { id: string; token: string }, words: string, json = false): ExitCode {
  if (json) printJson(made);
  else {
    note(paint("dim", words, process.stderr));
    print(made.token);
  }
  return exitCodes.ok;
}

export async function listTokens({ json }: { readonly json?: boolean }): Promise<ExitCode> {
  const rows = await withSession(({ db }) =>
    db
      .selectFrom("reflux.api_tokens")
      .select(["id", "name", "role", "flows", "hint", "created_by", "created_at"])
      .select(["expires_at", "last_used_at", "revoked_at"])
      .orderBy("id")
      .execute(),
  );
  if (json) printJson(rows);
  else if (rows.length === 0) note("no tokens; make one with `reflux token create NAME`");
  else {
    print(
      table(
        [
          { title: "id", align: "right" },
          { title: "name" },
          { title: "role" },
          { title: "flows" },
          { title: "token" },
          { title: "last used" },
          { title: "state" },
        ],
        rows.map((row) => [
          row.id,
          plain(row.name),
          row.role,
          row.flows?.join(", ") ?? "all",
          row.hint ?? "",
          row.last_used_at ? ago(row.last_used_at) : "never",
          stateOf(row),
        ]),
      ),
    );
  }
  return exitCodes.ok;
}

export async function revokeToken(id: string, { json }: { readonly json?: boolean }): Promise<ExitCode> {
  const { rows } = await withSession(({ db }) =>
    sql<{ id: string; name: string; revoked_at: Date }>`
      select id, name, revoked_at from reflux.revoke_token(${id})`.execute(db),
  );
  if (json) printJson(rows[0]);
  else print(`${paint("green", "✓")} token ${id} is revoked`);
  return exitCodes.ok;
}

function stateOf({ revoked_at, expires_at }: { revoked_at: Date | null; expires_at: Date | null }): string {
  if (revoked_at) return paint("red", "revoked");
  if (!expires_at) return paint("green", "live");
  return expires_at > new Date()
    ? paint("green", `until ${expires_at.toISOString().slice(0, 16)}`)
    : paint("red", "expired");
}
