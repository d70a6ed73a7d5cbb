import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chownSync, existsSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { RefluxError } from "../errors.ts";
import { type Account, credentials } from "./account.ts";
import { serverEnvironment } from "./data-folder.ts";
import type { Layout } from "./layout.ts";

/**
 * Who gets in, and as whom. The owner of the database by who asks: the user who started the server (and root), told by
 * the kernel. Everybody else, superuser and logins of REFLUX, by password, so that a login is not had by saying its
 * name. Returns whether a server that runs has to read them again.
 */
export function writeAccess(dataDir: string, account: Account | undefined): boolean {
  const owners = new Set([userInfo().username, "root"]);
  const ident = [...owners].map((name) => `reflux "${name}" reflux\n`).join("");
  const files = [
    ["pg_hba.conf", "local all reflux peer map=reflux\nlocal all all scram-sha-256\n"],
    ["pg_ident.conf", ident],
  ] as const;
  const stale = files.filter(([name, text]) => readOr(join(dataDir, name)) !== text);
  for (const [name, text] of stale) {
    const file = join(dataDir, name);
    writeFileSync(`${file}.new`, text, { mode: 0o600 });
    if (account) chownSync(`${file}.new`, account.uid, account.gid);
    renameSync(`${file}.new`, file);
  }
  return stale.length > 0;
}

/** The superuser's, in a file of the home folder that only its owner reads. Nothing but the start of the server uses it. */
export function readSuperuserPassword({ superuserFile }: Layout): string {
  return readFileSync(superuserFile, "utf8").trim();
}

export function hasSuperuserPassword({ superuserFile }: Layout): boolean {
  return existsSync(superuserFile);
}

/**
 * Gives the superuser a password, on a server that does not run: Postgres in single-user mode asks for none. Told by
 * its input, since anybody may read arguments.
 */
export function giveSuperuserPassword(
  layout: Layout,
  server: { readonly program: string; readonly dataDir: string; readonly account: Account | undefined },
): void {
  const password = randomBytes(24).toString("base64url");
  const { program, dataDir, account } = server;
  const run = spawnSync(program, ["--single", "-D", dataDir, "-c", "log_min_messages=error", "postgres"], {
    ...credentials(account),
    cwd: dataDir,
    env: serverEnvironment,
    encoding: "utf8",
    input: `alter role current_user password '${password}'\n`,
  });
  if (run.status !== 0 || /ERROR|FATAL|PANIC/.test(run.stderr)) {
    const said = run.error?.message ?? run.stderr.trim();
    throw new RefluxError("RFI03", `the superuser of the embedded server got no password: ${said}`, {
      hint: "start again; if that does not help, its log may say more",
      cause: run.error,
    });
  }
  const draft = `${layout.superuserFile}.new`;
  writeFileSync(draft, password, { mode: 0o600 });
  renameSync(draft, layout.superuserFile);
}

function readOr(file: string): string | undefined {
  return statSync(file, { throwIfNoEntry: false }) && readFileSync(file, "utf8");
}
