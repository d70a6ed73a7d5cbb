import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { text as readAll } from "node:stream/consumers";
import { sql } from "kysely";
import { setting } from "../config.ts";
import { addKeyToFile, decryptSecret, encryptSecret, isCurrent } from "../secrets.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";
import { withSession } from "./session.ts";
import { ago, note, paint, print, printJson, table } from "./terminal.ts";

/**
 * The value comes from the standard input, never from an argument: arguments are in the shell's history, and every
 * process of the machine may read them.
 */
export async function setSecret(name: string, options: Bounds): Promise<ExitCode> {
  const { flow, node, host, json } = options;
  const value = process.stdin.isTTY
    ? await ask(`value of ${name}: `)
    : (await readAll(process.stdin)).replace(/\r?\n$/, "");
  const ciphertext = encryptSecret(name, value);
  await withSession(({ db }) =>
    sql`select reflux_private.store_secret(${name}, ${ciphertext}::bytea, ${flow ?? null}::text[], ${node ?? null}::text[], ${host ?? null}::text[])`.execute(
      db,
    ),
  );
  if (json) printJson({ name });
  else print(`${paint("green", "✓")} ${name} is set; expressions read it as {{ secrets.${name} }}`);
  return exitCodes.ok;
}

/** What a secret is bound to; nothing said is nothing changed. */
export type Bounds = {
  readonly flow?: readonly string[];
  readonly node?: readonly string[];
  readonly host?: readonly string[];
  readonly json?: boolean;
};

export async function allowSecret(
  name: string,
  {
    flow,
    node,
    host,
    exactly,
    reason,
    json,
  }: Bounds & { readonly exactly?: boolean; readonly reason?: string },
): Promise<ExitCode> {
  await withSession(({ db }) =>
    sql`select reflux.allow_secret(${name}, ${flow ?? null}::text[], ${node ?? null}::text[], ${host ?? null}::text[], ${exactly ?? false}, ${reason ?? null})`.execute(
      db,
    ),
  );
  if (json) printJson({ name });
  else print(`${paint("green", "✓")} ${name} is bound; see reflux secret list`);
  return exitCodes.ok;
}

export async function listSecrets({ json }: { readonly json?: boolean }): Promise<ExitCode> {
  const rows = await withSession(({ db }) =>
    db
      .selectFrom("reflux.secrets")
      .select(["name", "created_at", "updated_at", "last_used_at", "flows", "nodes", "hosts"])
      .orderBy("name")
      .execute(),
  );
  if (json) printJson(rows);
  else if (rows.length === 0) note("no secrets; set one with `reflux secret set NAME`");
  else {
    print(
      table(
        [
          { title: "name" },
          { title: "flows" },
          { title: "nodes" },
          { title: "hosts" },
          { title: "set" },
          { title: "last used" },
        ],
        rows.map(({ name, flows, nodes, hosts, updated_at, last_used_at }) => [
          name,
          // Unbound is for those who reach everything, not for everybody.
          flows?.join(", ") ?? "not bound",
          nodes?.join(", ") ?? "any",
          hosts?.join(", ") ?? "any",
          ago(updated_at),
          last_used_at ? ago(last_used_at) : "never",
        ]),
      ),
    );
  }
  return exitCodes.ok;
}

export async function deleteSecret(name: string, { json }: { readonly json?: boolean }): Promise<ExitCode> {
  await withSession(({ db }) => sql`select reflux.delete_secret(${name})`.execute(db));
  if (json) printJson({ name });
  else print(`${paint("green", "✓")} ${name} is deleted`);
  return exitCodes.ok;
}

/**
 * Encrypts every secret with the key in use: all of them, or none. A key of the file is made first and put before the
 * others, which stay for what is still to be read, backups too; so an end at any point costs nothing, and a second
 * call finishes. A key of the environment is the operator's: the new one in REFLUX_SECRET_KEY, the old in _OLD.
 */
export async function rotateKey({ json }: { readonly json?: boolean }): Promise<ExitCode> {
  if (setting("REFLUX_SECRET_KEY") === undefined) addKeyToFile();
  const secrets = await withSession(({ db }) =>
    db.transaction().execute(async (tx) => {
      const rows = await tx
        .selectFrom("reflux.secrets")
        .select(["name", "ciphertext"])
        .orderBy("name")
        .forUpdate()
        .execute();
      const old = rows.filter(({ ciphertext }) => !isCurrent(ciphertext));
      for (const { name, ciphertext } of old) {
        const anew = encryptSecret(name, decryptSecret(name, ciphertext));
        await tx.updateTable("reflux.secrets").set({ ciphertext: anew }).where("name", "=", name).execute();
      }
      const counts = JSON.stringify({ secrets: rows.length, encrypted_anew: old.length });
      await sql`select reflux_private.audit('rotate key', 'secret key', null, ${counts}::jsonb)`.execute(tx);
      return { secrets: rows.length, encryptedAnew: old.length };
    }),
  );
  if (json) printJson(secrets);
  else
    print(
      `${paint("green", "✓")} ${secrets.encryptedAnew} of ${secrets.secrets} secrets are encrypted anew; start servers and workers again when the key comes from the environment`,
    );
  return exitCodes.ok;
}

/** Asks at the terminal without showing what is typed. */
async function ask(question: string): Promise<string> {
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  try {
    return await lines.question("");
  } finally {
    lines.close();
    process.stderr.write("\n");
  }
}
