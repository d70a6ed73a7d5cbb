import { RefluxError } from "../errors.ts";
import { inconsistent, type MigrationFile, type ObjectFile, type SqlFolder } from "./files.ts";
import type { Ledger } from "./ledger.ts";

/** What there is to do so that a database matches the files. Pure: files and ledger in, work out. */
export type Plan = {
  readonly migrations: readonly MigrationFile[];
  /** Object files that are new or changed. All are applied again when there is one. */
  readonly changed: readonly ObjectFile[];
  /** In the ledger, but no longer a file: the object may still exist, and a migration has to drop it. */
  readonly orphans: readonly string[];
  /** A newer program was here. Its objects stay, this program runs on them. */
  readonly isAhead: boolean;
};

export function planWork(files: SqlFolder, ledger: Ledger, version: string): Plan {
  const applied = new Map(ledger.migrations.map((row) => [row.number, row]));
  for (const file of files.migrations) {
    const row = applied.get(file.number);
    if (row && row.sha256 !== file.sha256) {
      throw inconsistent(`${file.name} was edited after it was applied here`, {
        file: file.name,
        applied: row.sha256,
        now: file.sha256,
      });
    }
  }
  const newest = files.migrations.length;
  const beyond = ledger.migrations.filter(({ number }) => number > newest);
  const breaking = beyond.find((row) => row.breaking);
  if (breaking) {
    throw new RefluxError(
      "RFI02",
      `this database has migration ${breaking.name}, which this program cannot run with`,
      {
        detail: { migration: breaking.name, program: version, newestKnown: newest },
        hint: "update REFLUX on this machine",
      },
    );
  }
  const pending = files.migrations.filter(({ number }) => !applied.has(number));
  const last = Math.max(0, ...applied.keys());
  const skipped = pending.find(({ number }) => number < last);
  if (skipped)
    throw inconsistent(`${skipped.name} was never applied, but ${last} was`, { file: skipped.name });

  const isAhead = beyond.length > 0 || isNewer(ledger.programs.get("reflux"), version);
  const names = new Set(files.objects.map(({ path }) => objectOf(path)));
  return {
    migrations: pending,
    changed: isAhead ? [] : files.objects.filter(({ path, sha256 }) => ledger.objects.get(path) !== sha256),
    orphans: isAhead ? [] : [...ledger.objects.keys()].filter((path) => !names.has(objectOf(path))),
    isAhead,
  };
}

/** What a file makes, whichever subfolder it stands in: one that was moved is not gone. */
function objectOf(path: string): string {
  const [kind, schema, ...rest] = path.split("/");
  return [kind, schema, rest.at(-1)].join("/");
}

/** Compares `x.y.z`; a version never recorded is older than any. */
export function isNewer(version: string | undefined, than: string): boolean {
  if (version === undefined) return false;
  const [a, b] = [parts(version), parts(than)];
  const index = a.findIndex((part, place) => part !== b[place]);
  return index >= 0 && (a[index] ?? 0) > (b[index] ?? 0);
}

function parts(version: string): number[] {
  const [major = 0, minor = 0, patch = 0] = version.split(/[.+-]/).map(Number);
  return [major, minor, patch];
}
