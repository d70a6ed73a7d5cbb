import { readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { RefluxError } from "../errors.ts";

/** Who the server runs as. Postgres refuses to run as root, and `initdb` needs the uid to have a passwd entry. */
export type Account = { readonly uid: number; readonly gid: number; readonly name: string };

/** `undefined`: as ourselves. Root hands over to the owner of existing data, else `postgres`, else `nobody`. */
export function serverAccount(dataDir: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = passwdEntries();
  const owner = statSync(dataDir, { throwIfNoEntry: false })?.uid;
  const account =
    (owner ? accounts.find(({ uid }) => uid === owner) : undefined) ??
    accounts.find(({ name }) => name === "postgres") ??
    accounts.find(({ name }) => name === "nobody");
  if (account) return account;
  throw new RefluxError(
    "RFI03",
    "no account to run the embedded server as: Postgres refuses to run as root",
    {
      hint: "add a user named postgres, start REFLUX as an ordinary user, or set DATABASE_URL",
    },
  );
}

/** Whether the account may enter the folder and all folders above it. Plain mode bits; an ACL is not looked at. */
export function canReach(account: Account | undefined, folder: string): boolean {
  if (account === undefined) return true;
  const { mode, uid, gid } = statSync(folder);
  const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
  if ((mode & bit) === 0) return false;
  const parent = dirname(folder);
  return parent === folder || canReach(account, parent);
}

/** What `spawn` needs to become the account. */
export function credentials(account: Account | undefined): { uid?: number; gid?: number } {
  return account === undefined ? {} : { uid: account.uid, gid: account.gid };
}

function passwdEntries(): readonly Account[] {
  return readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"))
    .filter((fields) => fields.length >= 4)
    .map(([name = "", , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
}
